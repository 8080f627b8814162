"""Trains or runs one of the networks of bench/lib/networks.ts with PyTorch and says how many images it took a second.

Arguments: threads and, to do without AVX-512 where the processor has it, avx2. Answers each line of JSON {"task":
"train" | "predict", "network", "batchSize", "steps", "channelsLast"} with {"imagesPerSecond", "medianMs"} (of one step);
the first line of the output is about itself. Float batches are made before the clock starts.
"""
import json
import os
import statistics
import sys
import time

if "avx2" in sys.argv:
    # Each of the libraries below PyTorch chooses its instructions for itself, once, when it is loaded.
    os.environ |= {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"}

import torch
from torch import nn

torch.set_num_threads(int(sys.argv[1]))
print(json.dumps({"version": torch.__version__}), flush=True)


def block(cin, cout):
    return [nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU()]


NETWORKS = {
    "keras": lambda: nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(0.5), nn.Linear(1600, 10)),
    "mnist-node": lambda: nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3), nn.ReLU(), nn.Conv2d(64, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(0.25), nn.Linear(1024, 512), nn.ReLU(), nn.Dropout(0.5), nn.Linear(512, 10)),
    "pytorch-example": lambda: nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25),
        nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10)),
    "lenet-5": lambda: nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)),
    "jax-js": lambda: nn.Sequential(
        nn.Conv2d(1, 24, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(24, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(800, 128), nn.ReLU(), nn.Linear(128, 10)),
    "batch-norm": lambda: nn.Sequential(
        *block(1, 16), nn.MaxPool2d(2), *block(16, 32), nn.MaxPool2d(2), *block(32, 64), nn.Flatten(), nn.Linear(3136, 10)),
}

sessions = {}


def session(name, batch, channels_last):
    key = (name, batch, channels_last)
    if key not in sessions:
        model = NETWORKS[name]()
        images = torch.rand(batch, 1, 28, 28)
        if channels_last:
            model = model.to(memory_format=torch.channels_last)
            images = images.to(memory_format=torch.channels_last)
        labels = torch.randint(0, 10, (batch,))
        sessions[key] = (model, torch.optim.Adam(model.parameters(), 1e-3), images, labels)
    return sessions[key]


def train(model, optimizer, images, labels):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(images), labels).backward()
    optimizer.step()


@torch.inference_mode()
def predict(model, _, images, __):
    nn.functional.softmax(model(images), 1)


for line in sys.stdin:
    request = json.loads(line)
    parts = session(request["network"], request["batchSize"], request["channelsLast"])
    step = train if request["task"] == "train" else predict
    parts[0].train(request["task"] == "train")
    times = []
    for _ in range(request["steps"]):
        start = time.perf_counter()
        step(*parts)
        times.append(time.perf_counter() - start)
    rate = request["batchSize"] * len(times) / sum(times)
    print(json.dumps({"imagesPerSecond": rate, "medianMs": 1000 * statistics.median(times)}), flush=True)
