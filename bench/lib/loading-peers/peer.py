"""Times torchvision's or Keras's loader of MNIST: peer.py torchvision ROOT | peer.py keras NPZ."""

import json
import resource
import sys
import time

peer, path = sys.argv[1:]
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

start = time.perf_counter()
try:
    import numpy

    if peer == "torchvision":
        import torch
        import torchvision
    else:
        import keras
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
    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data(path=path)
    order = numpy.random.permutation(len(x_train))[:64]
    images, labels = x_train[order], y_train[order]
assert len(images) == len(labels) == 64
load_seconds = time.perf_counter() - start

print(
    json.dumps(
        {"importMs": 1000 * import_seconds, "loadMs": 1000 * load_seconds, "memoryMiB": peak() - baseline}
    )
)
