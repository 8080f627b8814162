"""Times torchvision's loader of MNIST, or NumPy reading mnist.npz as Keras's does: peer.py torchvision|numpy PATH."""

import json
import resource
import sys
import time

peer, path = sys.argv[1:]


def peak():
    """Peak resident memory in MiB; of this process alone where /proc tells."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024



start = time.perf_counter()
try:
    import numpy

    if peer == "torchvision":
        import torch
        import torchvision
except ImportError as error:
    sys.exit(f"no {error.name}")
import_seconds = time.perf_counter() - start
baseline = peak()

start = time.perf_counter()
if peer == "torchvision":
    train, test = [
        torchvision.datasets.MNIST(path, train=train, transform=torchvision.transforms.PILToTensor())
        for train in (True, False)
    ]
    images, labels = next(iter(torch.utils.data.DataLoader(train, batch_size=64, shuffle=True)))
else:
    with numpy.load(path) as arrays:
        x_train, y_train, x_test, y_test = (arrays[name] for name in ("x_train", "y_train", "x_test", "y_test"))
    order = numpy.random.permutation(len(x_train))[:64]
    images, labels = x_train[order], y_train[order]
assert len(images) == len(labels) == 64
load_seconds = time.perf_counter() - start

print(
    json.dumps(
        {"importMs": 1000 * import_seconds, "loadMs": 1000 * load_seconds, "memoryMiB": peak() - baseline}
    )
)
