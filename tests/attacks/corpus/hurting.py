# %% never comes to an end, and ignores the interrupt
# must not: the time of others
# flag: timeout
# twin: none: what does not end can only be ended
# spoils: double
import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    try:
        time.sleep(1)
    except BaseException:
        pass
