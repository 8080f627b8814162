"""scikit-learn's side of bench/metrics.ts: reads the samples once, then runs the operation named on each line of
standard input and answers with one line of JSON, the milliseconds it took and its result."""

import json
import sys
import time
import warnings

import numpy as np
import sklearn.metrics as skm
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.calibration import calibration_curve

warnings.filterwarnings("ignore")
folder = sys.argv[1]
labels = np.fromfile(f"{folder}/labels.bin", dtype=np.uint8)
predictions = np.fromfile(f"{folder}/predictions.bin", dtype=np.uint8)
test_labels = np.fromfile(f"{folder}/test-labels.bin", dtype=np.uint8)
probabilities = np.fromfile(f"{folder}/probabilities.bin", dtype=np.float32).reshape(-1, 10).astype(np.float64)
probabilities /= probabilities.sum(axis=1, keepdims=True)


def confusion():
    return skm.confusion_matrix(labels, predictions, labels=np.arange(10)).tolist()


def evaluation():
    y, p, k = test_labels, probabilities, range(10)
    predicted, confidence = p.argmax(axis=1), p.max(axis=1)
    one_hot = np.eye(10)[y]
    skm.confusion_matrix(y, predicted, labels=k)
    skm.classification_report(y, predicted, labels=k, output_dict=True)
    skm.balanced_accuracy_score(y, predicted)
    skm.cohen_kappa_score(y, predicted)
    skm.matthews_corrcoef(y, predicted)
    skm.log_loss(y, p, labels=k)
    skm.brier_score_loss(y, p, labels=k)
    skm.top_k_accuracy_score(y, p, k=2, labels=k)
    skm.top_k_accuracy_score(y, p, k=3, labels=k)
    skm.roc_auc_score(one_hot, p, average=None)
    skm.average_precision_score(one_hot, p, average=None)
    calibration_curve(predicted == y, confidence, n_bins=15)
    calibration_curve(predicted == y, confidence, n_bins=15, strategy="quantile")
    logits, rows = np.log(np.maximum(p, 2.0**-149)), np.arange(len(y))
    minimize_scalar(lambda t: -log_softmax(logits / t, axis=1)[rows, y].mean(), bounds=(0.01, 100), method="bounded")
    wrong = (predicted != y)[np.argsort(-confidence)]
    (np.cumsum(wrong) / np.arange(1, len(y) + 1)).mean()
    return skm.accuracy_score(y, predicted)


print(json.dumps({"version": f"scikit-learn {__import__('sklearn').__version__}"}), flush=True)
for line in sys.stdin:
    operation = {"confusion": confusion, "evaluation": evaluation}[line.strip()]
    start = time.perf_counter()
    result = operation()
    print(json.dumps({"milliseconds": (time.perf_counter() - start) * 1000, "result": result}), flush=True)
