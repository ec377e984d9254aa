# %% right: a tuple of whole numbers and fractions
w_after = (3, 3, 3, 2.4, -0.6)

# %% right: an array, computed on the way
w_after = np.array([3.0, 3.0, 3.0, 3 - 0.1 * 6, 3 - 0.1 * 6 - 0.5 * 6])

# %% right: a tensor
w_after = tf.constant([3.0, 3.0, 3.0, 2.4, -0.6])

# %% right: what the lines really do
w = tf.Variable(3.0)
w_after = []
with tf.GradientTape() as tape:
    loss = w**2
slope = tape.gradient(loss, w)
w_after += [w.numpy()] * 3
w_after.append(w.assign_sub(0.1 * slope).numpy())
tf.keras.optimizers.SGD(0.5).apply_gradients([(slope, w)])
w_after.append(w.numpy())

# %% core: backpropagation thought to update | backpropagation computes a gradient and changes nothing
w_after = [3, 2.4, 1.8, 1.2, -1.8]

# %% wrong: the values of the lines | the question is about `w`
w_after = [9, 6, 2.4, 2.4, -0.6]

# %% wrong: the bare line thought to update | keeps it nowhere
w_after = [3, 3, 2.4, 1.8, -1.2]

# %% wrong: the optimiser thought to compute the slope anew | uses the one that it is handed
w_after = [3, 3, 3, 2.4, 0.0]

# %% wrong: uphill | it subtracts
w_after = [3, 3, 3, 3.6, 6.6]

# %% wrong: the slope thought to be w | it is 2 · w
w_after = [3, 3, 3, 2.7, 1.2]

# %% wrong: nothing ever changes | changes the Variable
w_after = [3, 3, 3, 3, 3]

# %% wrong: the optimiser thought to do nothing | updates what it is handed
w_after = [3, 3, 3, 2.4, 2.4]

# %% wrong: one number short | expected five numbers
w_after = [3, 3, 2.4, -0.6]

# %% wrong: text | expected numbers
w_after = "3, 3, 3, 2.4, -0.6"

# %% wrong: an array of the same number | changes the Variable
w_after = np.full(5, 3.0)

# %% wrong: line 5 thought to begin from 3 again | it begins from what line 4 has left
w_after = [3, 3, 3, 2.4, 0.0]

# %% wrong: two steps in line 4, though line 3 was seen through | it subtracts 0.1 times the slope
w_after = [3, 3, 3, 1.8, -1.2]

# %% equal: five numbers are accepted in a list, an array or a tensor, and each in any form
# - w_after = np.array([3.0, 3.0, 3.0, 3 - 0.1 * 6, 3 - 0.1 * 6 - 0.5 * 6])
# + w_after = [3.0, 3.0, 3.0, 3 - 0.1 * 6, 3 - 0.1 * 6 - 0.5 * 6]
# - w_after = tf.constant([3.0, 3.0, 3.0, 2.4, -0.6])
# + w_after = [3.0, 3.0, 3.0, 2.4, -0.6]
# - w_after.append(w.numpy())
# + w_after.append(w)

# %% equal: the list was empty
# - w_after += [w.numpy()] * 3
# + w_after = [w.numpy()] * 3
