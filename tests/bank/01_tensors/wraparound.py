# %% right: worked out by hand
wrapped = [44, 0, 188, 253]

# %% right: the remainder
wrapped = [number % 256 for number in (300, 512, 700, -3)]

# %% right: a tuple
wrapped = (300 - 256, 512 - 2 * 256, 700 - 2 * 256, 256 - 3)

# %% right: let the library do it
wrapped = tf.cast([300, 512, 700, -3], tf.uint8)

# %% right: as an array
wrapped = np.array([300, 512, 700, -3]).astype(np.uint8)

# %% core: stops at both ends | doesn't stop at the top
wrapped = [255, 255, 255, 0]

# %% wrong: a turn of 255 | a whole turn is 256 steps
wrapped = [number % 255 for number in (300, 512, 700, -3)]

# %% wrong: keeps what doesn't fit | uint8 holds nothing below 0
wrapped = [300, 512, 700, -3]

# %% wrong: one turn only | uint8 holds nothing
wrapped = [number - 256 for number in (300, 512, 700)] + [253]

# %% wrong: drops the sign | the sign isn't just dropped
wrapped = [44, 0, 188, 3]

# %% wrong: stops at 0 | doesn't stop at 0
wrapped = [44, 0, 188, 0]

# %% wrong: one step too far below 0 | one step back from 0 is 255 already
wrapped = [44, 0, 188, 252]

# %% wrong: 512 thought to end a turn | 512 became 255
wrapped = [44, 255, 188, 253]

# %% wrong: the first alone | expected four numbers
wrapped = 44

# %% equal: 512 - 512 is 0 either way
# - wrapped = (300 - 256, 512 - 2 * 256, 700 - 2 * 256, 256 - 3)
# + wrapped = (300 - 256, (2 * 256) - 512, 700 - 2 * 256, 256 - 3)
