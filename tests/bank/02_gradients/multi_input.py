# %% right: matmul
def multi_input(x, w, b):
    return tf.sigmoid(tf.matmul(x, w) + b)

# %% right: einsum and the formula
def multi_input(x, w, b):
    z = tf.einsum("nd,dk->nk", x, w) + b
    return 1 / (1 + tf.exp(-z))

# %% right: a sum of products
def multi_input(x, w, b):
    products = x * tf.transpose(w)
    return tf.sigmoid(tf.reduce_sum(products, axis=1, keepdims=True) + b)

# %% right: row by row
def multi_input(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    rows = [tf.sigmoid(tf.tensordot(row, w[:, 0], 1) + b) for row in x]
    return tf.stack(rows)

# %% right: tensordot, Keras's sigmoid
def multi_input(x, w, b):
    return tf.keras.ops.sigmoid(tf.tensordot(x, w, axes=1) + b)

# %% right: NumPy
def multi_input(x, w, b):
    return 1 / (1 + np.exp(-(np.dot(x, w) + b)))

# %% right: a loop over the inputs
def multi_input(x, w, b):
    z = tf.zeros((x.shape[0], 1)) + b
    for i in range(x.shape[1]):
        z += x[:, i : i + 1] * w[i]
    return tf.nn.sigmoid(z)

# %% right: a Dense layer with these weights
def multi_input(x, w, b):
    layer = tf.keras.layers.Dense(1, activation="sigmoid")
    layer.build(x.shape)
    layer.set_weights([w.numpy(), b.numpy()])
    return layer(x)

# %% wrong: no bias | the bias isn't used
def multi_input(x, w, b):
    return tf.sigmoid(x @ w)

# %% wrong: no sigmoid | the sigmoid is missing
def multi_input(x, w, b):
    return x @ w + b

# %% wrong: the weights transposed | nothing has to be transposed
def multi_input(x, w, b):
    return tf.sigmoid(x @ tf.transpose(w) + b)

# %% wrong: the product the other way round | `x` comes first
def multi_input(x, w, b):
    return tf.sigmoid(w @ x + b)

# %% wrong: products that are not added up | not added up
def multi_input(x, w, b):
    return tf.sigmoid(x * tf.transpose(w) + b)

# %% core: number by number | for a matrix product
def multi_input(x, w, b):
    return tf.sigmoid(x * w + b)

# %% wrong: three rows written in | one prediction for each row
def multi_input(x, w, b):
    rows = []
    for i in range(3):
        rows.append(tf.sigmoid(tf.reduce_sum(x[i % x.shape[0]] * w[:, 0]) + b))
    return tf.stack(rows)

# %% wrong: a row of results | a single column
def multi_input(x, w, b):
    return tf.reshape(tf.sigmoid(x @ w + b), (-1,))

# %% wrong: two inputs written in | which is not right
def multi_input(x, w, b):
    return tf.sigmoid(x[:, :1] * w[0] + x[:, 1:2] * w[1] + b)

# %% wrong: the mean in place of the sum | add them up
def multi_input(x, w, b):
    return tf.sigmoid(tf.reduce_mean(x * tf.transpose(w), axis=1, keepdims=True) + b)

# %% wrong: a softmax over one column | always 1
def multi_input(x, w, b):
    return tf.nn.softmax(x @ w + b)

# %% wrong: all rows in one number | one number for all rows
def multi_input(x, w, b):
    return tf.sigmoid(tf.reduce_sum(x @ w) + b[0])

# %% wrong: a formula that overflows | e to the power of a large z
def multi_input(x, w, b):
    z = x @ w + b
    return tf.exp(z) / (1 + tf.exp(z))

# %% equal: of two axes the last one is axis 1
# -     return tf.sigmoid(tf.reduce_sum(products, axis=1, keepdims=True) + b)
# +     return tf.sigmoid(tf.reduce_sum(products, axis=-1, keepdims=True) + b)

# %% equal: the rows are accepted in a list
# -     return tf.stack(rows)
# +     return rows

# %% equal: w has one column, and the sum of products is the same in either order
# -     rows = [tf.sigmoid(tf.tensordot(row, w[:, 0], 1) + b) for row in x]
# +     rows = [tf.sigmoid(tf.tensordot(…w…, 1) + b) for row in x]

# %% equal: Keras takes Variables, too
# -     layer.set_weights([w.numpy(), b.numpy()])
# +     layer.set_weights([w…, b…])
