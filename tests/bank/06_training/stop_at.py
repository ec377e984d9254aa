# %% right: get with a default
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        if logs.get("val_accuracy", -1.0) >= self.threshold:
            self.model.stop_training = True

# %% right: early returns
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold, monitor="val_accuracy"):
        super().__init__()
        self.limit, self.monitor = threshold, monitor

    def on_epoch_end(self, epoch, logs=None):
        if logs is None or self.monitor not in logs:
            return
        if not logs[self.monitor] < self.limit:
            self.model.stop_training = True

# %% right: try and except, with a message
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        self.threshold = threshold
        super().__init__()

    def on_epoch_end(self, epoch, logs=None):
        try:
            reached = logs["val_accuracy"] >= self.threshold
        except (KeyError, TypeError):
            return
        if reached:
            print("reached in epoch", epoch)
            self.model.stop_training = True

# %% wrong: > instead of >= | just at the threshold
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        if (logs or {}).get("val_accuracy", 0) > self.threshold:
            self.model.stop_training = True

# %% core: the training accuracy | has not seen
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        if (logs or {}).get("accuracy", 0) >= self.threshold:
            self.model.stop_training = True

# %% wrong: fails where the metric is missing | it raised KeyError
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        if logs["val_accuracy"] >= self.threshold:
            self.model.stop_training = True

# %% wrong: logs may be None | it raised
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        if logs.get("val_accuracy", 0) >= self.threshold:
            self.model.stop_training = True

# %% wrong: stops below, as one does for a loss | below the threshold, and training stopped
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        if (logs or {}).get("val_accuracy", 1) <= self.threshold:
            self.model.stop_training = True

# %% wrong: sets it on itself, not on the model | on the callback itself
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        if (logs or {}).get("val_accuracy", 0) >= self.threshold:
            self.stop_training = True

# %% wrong: a threshold written in | its own threshold
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()

    def on_epoch_end(self, epoch, logs=None):
        if (logs or {}).get("val_accuracy", 0) >= 0.75:
            self.model.stop_training = True

# %% wrong: returns True and hopes | training goes on
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        return (logs or {}).get("val_accuracy", 0) >= self.threshold

# %% wrong: a missing metric counts as reached | the metric is missing
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        if (logs or {}).get("val_accuracy", 1.0) >= self.threshold:
            self.model.stop_training = True

# %% wrong: compares texts | compare numbers
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        if logs and "val_accuracy" in logs and str(logs["val_accuracy"]) >= str(self.threshold):
            self.model.stop_training = True

# %% wrong: looks at the first three epochs only | in the ninth epoch
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        if epoch < 3 and logs and logs.get("val_accuracy", -1) >= self.threshold:
            self.model.stop_training = True

# %% wrong: rounded to two digits | without rounding
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        value = (logs or {}).get("val_accuracy")
        if value is not None and round(value, 2) >= self.threshold:
            self.model.stop_training = True

# %% wrong: rounded to four digits | without rounding
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        value = (logs or {}).get("val_accuracy")
        if value is not None and np.round(value, 4) >= self.threshold:
            self.model.stop_training = True

# %% wrong: whole percent compared | without rounding
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        if logs and int(100 * logs.get("val_accuracy", -1)) >= int(100 * self.threshold):
            self.model.stop_training = True

# %% wrong: near enough counts as reached | without rounding
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        value = (logs or {}).get("val_accuracy", -1)
        if value >= self.threshold or np.isclose(value, self.threshold, atol=0.005):
            self.model.stop_training = True

# %% wrong: looks at the epoch before | one epoch late
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold, self.before = threshold, -1

    def on_epoch_end(self, epoch, logs=None):
        if self.before >= self.threshold:
            self.model.stop_training = True
        self.before = (logs or {}).get("val_accuracy", -1)

# %% wrong: stops as the next epoch begins | one epoch late
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold, self.reached = threshold, False

    def on_epoch_begin(self, epoch, logs=None):
        if self.reached:
            self.model.stop_training = True

    def on_epoch_end(self, epoch, logs=None):
        self.reached = (logs or {}).get("val_accuracy", -1) >= self.threshold

# %% right: begins anew with each training
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_train_begin(self, logs=None):
        self.best = -1.0

    def on_epoch_end(self, epoch, logs=None):
        self.best = max(self.best, (logs or {}).get("val_accuracy", -1.0))
        if self.best >= self.threshold:
            self.model.stop_training = True

# %% right: allows for the rounding of float32
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        if logs and "val_accuracy" in logs and logs["val_accuracy"] >= self.threshold - 1e-6:
            self.model.stop_training = True

# %% wrong: the logs taken for an object | `logs` is a dict
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        if logs is not None and logs.val_accuracy >= self.threshold:
            self.model.stop_training = True

# %% wrong: the threshold without `self.` | is reached by `self.`
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.kept = threshold

    def on_epoch_end(self, epoch, logs=None):
        if (logs or {}).get("val_accuracy", -1) >= kept:
            self.model.stop_training = True

# %% wrong: what another callback asked for is taken back | leave `stop_training` alone
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        value = (logs or {}).get("val_accuracy")
        if value is not None:
            self.model.stop_training = bool(value >= self.threshold)

# %% wrong: no accuracy taken for 0 | the metric is missing
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        if (logs or {}).get("val_accuracy", 0) >= self.threshold:
            self.model.stop_training = True

# %% wrong: an accuracy of 0 taken for none | ask `is not None`
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        value = (logs or {}).get("val_accuracy")
        if value and value >= self.threshold:
            self.model.stop_training = True

# %% wrong: without an accuracy, what another callback asked for is taken back | there, too, leave
class StopAt(tf.keras.callbacks.Callback):
    def __init__(self, threshold):
        super().__init__()
        self.threshold = threshold

    def on_epoch_end(self, epoch, logs=None):
        if not logs or "val_accuracy" not in logs:
            self.model.stop_training = False
        elif logs["val_accuracy"] >= self.threshold:
            self.model.stop_training = True

# %% equal: `fit` gives the callback its model and its parameters
# -         super().__init__()
# +         pass

# %% equal: no accuracy is below 0, so any number below it stands for none
# -         if logs.get("val_accuracy", -1.0) >= self.threshold:
# +         if logs.get("val_accuracy", -2.0) >= self.threshold:
# -         self.best = -1.0
# +         self.best = -2.0
# -         self.best = max(self.best, (logs or {}).get("val_accuracy", -1.0))
# +         self.best = max(self.best, (logs or {}).get("val_accuracy", -2.0))

# %% equal: a message is free
# -             print("reached in epoch", epoch)
# +             …

# %% equal: the order in which these are named doesn't matter
# -         except (KeyError, TypeError):
# +         except (TypeError, KeyError):
# -         self.best = max(self.best, (logs or {}).get("val_accuracy", -1.0))
# +         self.best = max((logs or {}).get("val_accuracy", -1.0), self.best)

# %% equal: float32 rounds, and who allows for a few millionths is right
# -         if logs and "val_accuracy" in logs and logs["val_accuracy"] >= self.threshold - 1e-6:
# +         if logs and "val_accuracy" in logs and logs["val_accuracy"] > self.threshold - 1e-6:
# -         if logs and "val_accuracy" in logs and logs["val_accuracy"] >= self.threshold - 1e-6:
# +         if logs and "val_accuracy" in logs and logs["val_accuracy"] >= self.threshold - 2e-06:
