"""Trains or runs the Keras example with Keras on TensorFlow and says how many images it took a second.

Argument: threads. Answers each line of JSON {"task": "train" | "predict", "batchSize", "steps"} with
{"imagesPerSecond", "medianMs"} (of one step); the first line of the output is about itself. Float batches are made
before the clock starts; training is `train_on_batch`, prediction the model as a compiled function.
"""
import json
import os
import statistics
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import keras
import numpy as np
import tensorflow as tf
from keras import layers

tf.config.threading.set_intra_op_parallelism_threads(int(sys.argv[1]))
tf.config.threading.set_inter_op_parallelism_threads(1)
model = keras.Sequential([
    keras.Input((28, 28, 1)), layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(2), layers.Flatten(), layers.Dropout(0.5),
    layers.Dense(10, activation="softmax")])
model.compile(loss="categorical_crossentropy", optimizer="adam")
run = tf.function(lambda images: model(images, training=False))
print(json.dumps({"version": f"TensorFlow {tf.__version__}, Keras {keras.__version__}"}), flush=True)

for line in sys.stdin:
    request = json.loads(line)
    batch = request["batchSize"]
    images = tf.constant(np.random.rand(batch, 28, 28, 1), tf.float32)
    labels = tf.constant(np.eye(10, dtype=np.float32)[np.random.randint(0, 10, batch)])
    step = (lambda: model.train_on_batch(images, labels)) if request["task"] == "train" else (lambda: run(images).numpy())
    times = []
    for _ in range(request["steps"]):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    rate = batch * len(times) / sum(times)
    print(json.dumps({"imagesPerSecond": rate, "medianMs": 1000 * statistics.median(times)}), flush=True)
