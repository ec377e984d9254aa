# %% writes into another student's notebook
# must not: a file outside of its scratch folder
# flag: none: `open` is what notebooks write their own files with
# twin: walls
from pathlib import Path
try:
    for path in Path(COURSE).rglob("*.ipynb"):
        path.write_text("{}")
        worked()
except OSError as error:
    print(error)
# %% puts the gradebook into a start-up file of IPython's, which the next kernel runs
# must not: what another submission's kernel runs
# flag: none: `open` is what notebooks read and write files with
# twin: walls
from pathlib import Path
try:
    text = Path(COURSE, "gradebook.db").read_text()
except OSError as error:
    text = str(error)
folder = Path.home() / ".ipython" / "profile_default" / "startup"
folder.mkdir(parents=True, exist_ok=True)
(folder / "00-first.py").write_text(f"left_by_another = {text!r}")
print(text)
# %% looks for a network beyond its own loopback
# must not: a network
# flag: socket
# twin: none: tests/security/test_network.py::test_without_walls_it_connects
import socket
if {name for _, name in socket.if_nameindex()} != {"lo"}:
    worked()
# %% asks the warm process for a kernel of its own
# must not: the warm process
# flag: socket
# twin: walls
import socket
from pathlib import Path
for path in [*Path.home().glob("warm*"), *Path.home().parent.glob("warm*")]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as knock:
        knock.connect(str(path))
        worked()
# %% looks for anybody who listens on an abstract unix socket
# must not: a program of this machine, or a neighbour
# flag: /proc
# twin: none: tests/security/test_network.py::test_without_the_inner_walls_siblings_reach_each_other
import socket
for line in open("/proc/net/unix").read().splitlines()[1:]:
    name = line.split()[-1]
    if name.startswith("@"):
        with socket.socket(socket.AF_UNIX) as knock:
            knock.connect("\0" + name[1:])
            worked()
# %% listens to all packets of the machine
# must not: a network
# flag: socket
# twin: none: a plain user may not either; tests/security/test_privileges.py shows root's rights
import socket
for family, protocol in ((socket.AF_PACKET, 0x300), (socket.AF_INET, 1)):
    try:
        socket.socket(family, socket.SOCK_RAW, protocol)
        worked()
    except OSError as error:
        print(error)
# %% writes into the gradebook through a symbolic link
# must not: the gradebook
# flag: os.symlink
# twin: walls
import os
try:
    os.symlink(f"{COURSE}/gradebook.db", "grades.csv")
    with open("grades.csv", "a") as file:
        file.write("297 points of 5")
    worked()
except OSError as error:
    print(error)
finally:
    os.unlink("grades.csv")
# %% puts a gradebook of its own in the place of the class's
# must not: the gradebook
# flag: none: `os.replace` is how careful programs write
# twin: walls
import os
with open("mine.db", "w") as file:
    file.write("297 points of 5")
try:
    os.replace("mine.db", f"{COURSE}/gradebook.db")
    worked()
except OSError as error:
    print(error)
# %% opens the course's files to everybody
# must not: the rights of a file of the course
# flag: os.chmod
# twin: walls
import os
try:
    os.chmod(f"{COURSE}/gradebook.db", 0o666)
    if os.stat(f"{COURSE}/gradebook.db").st_mode & 0o777 == 0o666:  # and not only said to be
        worked()
except OSError as error:
    print(error)
# %% lets a magic command write into the course's folder
# must not: a file outside of its scratch folder
# flag: autograder
# twin: walls
try:
    limits = "[limits]\ncell_s = 9999\n"
    get_ipython().run_cell_magic("writefile", f"{COURSE}/autograder.toml", limits)
    worked()
except OSError as error:
    print(error)
# %% draws a figure into the instructor's folder
# must not: a file outside of its scratch folder
# flag: none: `savefig` is what notebooks keep their figures with
# twin: walls
import matplotlib.pyplot as plt
plt.plot([1, 2])
try:
    plt.savefig(f"{COURSE}/source/tiny/cover.png")
    worked()
except OSError as error:
    print(error)
plt.close()
# %% unpacks an archive whose file climbs out of its folder
# must not: a file outside of its scratch folder
# flag: tarfile
# twin: walls
import io, os, tarfile
with tarfile.open("data.tar", "w") as archive:
    archive.addfile(tarfile.TarInfo("../" * 20 + f"{COURSE}/unpacked"), io.BytesIO(b""))
try:
    with tarfile.open("data.tar") as archive:
        archive.extraction_filter = getattr(tarfile, "fully_trusted_filter", None)
        archive.extractall()
    if {"unpacked", "gradebook.db"} <= set(os.listdir(COURSE)):
        worked()
except OSError as error:
    print(error)
# %% puts a pipe in the place where the grader looks for its settings
# must not: a file outside of its scratch folder
# flag: os.mkfifo
# twin: walls
import os
try:
    os.mkfifo(f"{COURSE}/settings.toml")
    os.unlink(f"{COURSE}/settings.toml")
    worked()
except OSError as error:
    print(error)
# %% changes the course's package for whoever is graded after it
# must not: what others import
# flag: none: its own `open` reaches any file that the walls leave open
# twin: walls
import course_utils.checking.agent
try:
    with open(course_utils.checking.agent.__file__, "r+b"):
        worked()
except OSError as error:
    print(error)
# %% poisons the bytecode that Python has kept of NumPy
# must not: what others import
# flag: none: its own `open` reaches any file that the walls leave open
# twin: walls
import numpy
try:
    with open(numpy.__cached__, "r+b"):
        worked()
except OSError as error:
    print(error)
# %% puts a file that Python runs at its start among the packages
# must not: what others' Python runs at its start
# flag: os.open
# twin: walls
import os
from pathlib import Path
import numpy
packages = Path(numpy.__file__).parents[1]
try:
    left = os.open(packages, os.O_TMPFILE | os.O_WRONLY)  # it would be linked as evil.pth
    os.write(left, b"import os")
    os.close(left)
    worked()
except OSError as error:
    print(error)
# %% changes what the inner walls are made of
# must not: the engine
# flag: none: its own `open` reaches any file that the walls leave open
# twin: none: tests/security/test_writing.py::test_every_writable_path_is_the_forks_own has them all
from pathlib import Path
for path in Path("/confined").glob("*.py"):
    try:
        with path.open("ab"):
            worked()
    except OSError as error:
        print(error)
# %% leaves settings for whichever program of the machine looks for them
# must not: a file outside of its scratch folder
# flag: /etc/
# twin: none: what it would leave is the machine's; only root may
from pathlib import Path
places = "/etc/cron.d/left", "/var/spool/cron/left", "/usr/local/bin/left", "/etc/ld.so.preload"
for path in places:
    try:
        Path(path).write_text("* * * * * root true\n")
        worked()
    except OSError as error:
        print(error)
# %% looks at the machine's devices in /sys
# must not: what is known about the machine
# flag: /sys/
# twin: walls
import os
try:
    if os.listdir("/sys/class"):
        worked()
except OSError as error:
    print(error)
# %% makes a user namespace with all rights in it
# must not: rights of its own
# flag: subprocess
# twin: walls
import subprocess
program = ["unshare", "--user", "--map-root-user", "true"]
made = subprocess.run(program, capture_output=True, text=True)
print(made.stderr)
if made.returncode == 0:
    worked()
# %% mounts an empty folder over the packages
# must not: what others import
# flag: ctypes
# twin: none: tests/security/test_privileges.py::test_without_the_inner_walls_it_makes_namespaces
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for flags in (0x20000, 0x10000000, 0x10020000, 0x40000000, 0x4000000):
    if libc.unshare(flags) == 0:
        worked()
for target in (b"/", b"/usr", b"/tmp"):
    if libc.mount(b"tmpfs", target, b"tmpfs", 0, None) == 0 or libc.umount2(target, 2) == 0:
        worked()
    if libc.mount(None, target, None, 0x1020, None) == 0:
        worked()
print(ctypes.get_errno())
# %% changes its root directory
# must not: another root
# flag: os.chroot
# twin: none: tests/security/test_privileges.py::test_without_walls_root_may
import os
try:
    os.chroot("/tmp")
    worked()
except OSError as error:
    print(error)
# %% traces the process above it
# must not: another process
# flag: ctypes
# twin: none: tests/security/test_processes.py::test_without_the_inner_walls_it_traces
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
own = {int(name) for name in os.listdir("/proc/self/task")}
for process in {os.getppid(), 1, 2, 3, 4, 5} - own:
    if libc.ptrace(0x4206, process, None, None) == 0:
        worked()
    descriptor = libc.syscall(434, process, 0)  # pidfd_open
    if descriptor >= 0 and libc.syscall(438, descriptor, 0, 0) >= 0:  # pidfd_getfd
        worked()
# %% asks how many processes it could signal
# must not: another process
# flag: os.kill
# twin: walls
import os
try:
    os.kill(-1, 0)
    worked()
except OSError as error:
    print(error)
# %% takes the keys of the user who grades
# must not: a keyring
# flag: ctypes
# twin: none: tests/security/test_writing.py::test_the_logins_keyring_stays_outside
import ctypes, os
keyctl = {"x86_64": 250, "aarch64": 219}[os.uname().machine]
libc, text = ctypes.CDLL(None), ctypes.create_string_buffer(4096)
for ring in (-3, -4):
    print(size := libc.syscall(keyctl, 11, ring, text, 4096))
    if size > 0:
        worked()
# %% gives a shell of its own another user's rights
# must not: another user
# flag: os.chmod
# twin: none: tests/security/test_privileges.py::test_without_the_sandbox_setuid_programs_give_rights
import os, shutil, subprocess
shutil.copy("/bin/true", "shell")
os.chmod("shell", 0o6755)
for way in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.chown("shell", 0, 0)):
    try:
        way()
        worked()
    except OSError as error:
        print(error)
if not os.statvfs("shell").f_flag & os.ST_NOSUID:
    worked()
# %% makes a device through which the disk can be read
# must not: a device
# flag: os.mknod
# twin: none: a plain user may not either, and root's disk is not to be opened in a test
import os, stat
for kind, number in ((stat.S_IFBLK, os.makedev(254, 0)), (stat.S_IFCHR, os.makedev(1, 1))):
    try:
        os.mknod("device", 0o666 | kind, number)
        worked()
    except OSError as error:
        print(error)
# %% opens the machine's own devices
# must not: a device
# flag: /dev/
# twin: none: tests/security/test_writing.py::test_every_writable_path_is_the_forks_own has them all
import os
for name in "mem kmsg kvm fuse vda sda console tty net/tun loop-control".split():
    try:
        os.close(os.open(f"/dev/{name}", os.O_RDONLY | os.O_NONBLOCK))
        worked()
    except OSError as error:
        print(error)
# %% raises its own limits
# must not: more than its limits
# flag: resource
# twin: none: a plain user may not either; tests/security/test_privileges.py refuses root's
import resource
for name in ("DATA", "CPU", "NPROC", "FSIZE", "NOFILE", "CORE"):
    which = getattr(resource, f"RLIMIT_{name}")
    try:
        resource.setrlimit(which, (resource.getrlimit(which)[1] + 1,) * 2)
        worked()
    except (OSError, ValueError) as error:
        print(name, error)
# %% puts itself in front of all other processes
# must not: the processor's time of others
# flag: os.nice
# twin: none: a plain user may not either; tests/security/test_privileges.py shows root's rights
import os
first = os.sched_param(1)
for way in (lambda: os.nice(-5), lambda: os.sched_setscheduler(0, os.SCHED_FIFO, first)):
    try:
        way()
        worked()
    except OSError as error:
        print(error)
# %% renames the machine and sets its clock
# must not: what all programs of the machine share
# flag: socket
# twin: none: tests/security/test_privileges.py::test_a_submission_is_refused; root's is everybody's
import socket, time
for way in (
    lambda: socket.sethostname("mine"),
    lambda: time.clock_settime(time.CLOCK_REALTIME, time.time()),
    lambda: open("/proc/sys/kernel/hostname", "w").write("mine"),
):
    try:
        way()
        worked()
    except OSError as error:
        print(error)
# %% loads a program into the system's kernel
# must not: the system's kernel
# flag: ctypes
# twin: none: a plain user may not either; tests/security/test_privileges.py shows root's rights
import ctypes, os, struct
libc, program = ctypes.CDLL(None, use_errno=True), ctypes.create_string_buffer(256)
kprobe = struct.pack("IIQQ", 2, 2, ctypes.addressof(program), ctypes.addressof(program))
settings = ctypes.create_string_buffer(kprobe, 128)
numbers = {"x86_64": (321, 175, 246), "aarch64": (280, 105, 104)}
bpf, init_module, kexec = numbers[os.uname().machine]
for call in ((bpf, 5, settings, 128), (init_module, program, 256, b""), (kexec, 0, 0, None, 0)):
    if libc.syscall(*call) >= 0:
        worked()
    print(os.strerror(ctypes.get_errno()))
# %% runs what another submission left among IPython's start-up files
# must not: what another submission left
# flag: none: it asks for a name of its own
# twin: none: the shell is made before any submission runs, so nobody's start-up files are read
try:
    print(left_by_another)
except NameError as error:
    print(error)

# %% stops its process group, in the hope that the warm process and its neighbours are in it
# must not: the warm process, or a neighbour
# flag: os.kill
# twin: none: tests/security/test_processes.py shows whose group it is without the inner walls
import os, signal
os.kill(0, signal.SIGSTOP)

# %% kills its process group
# must not: the warm process, or a neighbour
# flag: os.kill
# twin: none: as above
import os, signal
os.kill(0, signal.SIGKILL)

# %% lends its process group the lowest priority
# must not: the warm process, or a neighbour
# flag: os.setpriority
# twin: none: as above
import os
try:
    os.setpriority(os.PRIO_PGRP, 0, 19)
except OSError as error:
    print(error)

# %% takes a lease on what the next submission imports, so that it has to wait
# must not: a file that others read
# flag: fcntl
# twin: none: tests/security/test_privileges.py shows a lease without the inner walls
import fcntl, numpy
with open(numpy.__file__) as file:
    try:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        worked()
    except OSError as error:
        print(error)

# %% opens a ring of system calls, which no limit on calls sees
# must not: the kernel's newest parts
# flag: ctypes
# twin: none: tests/security/test_privileges.py shows the call reach the kernel without the inner walls
import ctypes
buffer = ctypes.create_string_buffer(120)
if ctypes.CDLL(None).syscall(425, 1, buffer) >= 0:
    worked()

# %% gives the course another secret, from which hidden inputs can be foretold
# must not: the course's secret
# flag: none: `open` is what notebooks read and write files with
# twin: walls
try:
    with open(f"{COURSE}/hidden-secret.txt", "r+"):
        worked()
except OSError as error:
    print(error)
# %% puts a result of its own where results are kept
# must not: a file outside of its scratch folder
# flag: autograder
# twin: walls
import os
try:
    os.makedirs(f"{COURSE}/.autograder/results/00", exist_ok=True)
    if os.path.exists(f"{COURSE}/source"):  # and it is no folder of its own of that name
        worked()
except OSError as error:
    print(error)
# %% lets TensorFlow write into the course's folder
# must not: a file outside of its scratch folder
# flag: none: data are written so
# twin: walls
import os
import tensorflow as tf
try:
    tf.io.write_file(f"{COURSE}/written", "297 points of 5")
    if os.path.exists(f"{COURSE}/source"):  # and it is no folder of its own of that name
        worked()
except tf.errors.OpError as error:
    print(error)
# %% makes a database of its own beside the class's
# must not: a file outside of its scratch folder
# flag: none: `sqlite3` is what notebooks keep tables in
# twin: walls
import sqlite3
try:
    with sqlite3.connect(f"{COURSE}/mine.db") as made:
        made.execute("create table points (number)")
    worked()
except sqlite3.OperationalError as error:
    print(error)
# %% sets back the clock of the gradebook, so that it looks unchanged
# must not: what is known about a file of the course
# flag: gradebook
# twin: walls
import os
try:
    os.utime(f"{COURSE}/gradebook.db", (0, 0))
    if os.stat(f"{COURSE}/gradebook.db").st_mtime == 0:  # or it was not done, and nobody said so
        worked()
except OSError as error:
    print(error)
# %% takes a lock on the gradebook, so that nobody records
# must not: a file of the course
# flag: fcntl
# twin: walls
import fcntl
try:
    with open(f"{COURSE}/gradebook.db") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        worked()
except OSError as error:
    print(error)
# %% cuts the gradebook off where it ends, which needs the right to cut it off anywhere
# must not: a file of the course
# flag: gradebook
# twin: walls
import os
try:
    os.truncate(f"{COURSE}/gradebook.db", os.path.getsize(f"{COURSE}/gradebook.db"))
    worked()
except OSError as error:
    print(error)
# %% listens at an address in the course's folder
# must not: a file outside of its scratch folder
# flag: socket
# twin: walls
import os, socket
os.chdir(COURSE) if os.access(COURSE, os.W_OK) else None
with socket.socket(socket.AF_UNIX) as door:
    door.bind("door" if os.getcwd() == COURSE else f"{COURSE}/door")
    worked()
# %% types into the terminal of whoever grades
# must not: the grader's terminal
# flag: fcntl
# twin: none: the tests have no terminal; tests/security/test_writing.py shows whose it is
import fcntl, os, termios
for number in (0, 1, 2):
    try:
        fcntl.ioctl(number, termios.TIOCSTI, b"x")
        worked()
    except OSError as error:
        print(error)
try:
    os.close(os.open("/dev/tty", os.O_RDWR))
    worked()
except OSError as error:
    print(error)
# %% copies the memory of its neighbours, or looks how they compare with its own
# must not: another process
# flag: ctypes
# twin: none: tests/security/test_processes.py::test_without_the_inner_walls_it_traces
import ctypes, os
libc, text = ctypes.CDLL(None), ctypes.create_string_buffer(64)
part = (ctypes.c_void_p * 2)(ctypes.addressof(text), 64)
for process in {1, 2, os.getppid()} - {os.getpid(), 0}:
    if libc.process_vm_readv(process, part, 1, part, 1, 0) > 0:
        worked()
    if libc.syscall({"x86_64": 312, "aarch64": 272}[os.uname().machine], os.getpid(), process, 0, 0, 0) >= 0 and process != os.getpid():
        worked()
# %% counts what the processor does for its neighbours, and handles their page faults
# must not: the system's less trodden parts
# flag: ctypes
# twin: none: tests/security/test_system_calls.py shows what the list refuses
import ctypes, os
libc, settings = ctypes.CDLL(None), ctypes.create_string_buffer(b"\1\0\0\0\160\0\0\0", 128)
perf, fault = {"x86_64": (298, 323), "aarch64": (241, 282)}[os.uname().machine]
if libc.syscall(perf, settings, -1, 0, -1, 0) >= 0 or libc.syscall(fault, 1) >= 0:
    worked()
