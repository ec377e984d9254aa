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

# %% wrong: the training accuracy | has not seen
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
