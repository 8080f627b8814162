"""Writes scikit-learn.json: what scikit-learn, SciPy and NumPy say about some forty small cases.

    python -m venv venv && venv/bin/pip install scikit-learn==1.9.1 scipy
    venv/bin/python golden/generate.py

The package never needs Python: its tests only read the JSON. NaN and infinity are written as strings.
"""

import json
import math
import pathlib
import warnings

import numpy as np
import scipy
import sklearn
import sklearn.calibration
import sklearn.metrics as skm
from scipy.optimize import brentq
from scipy.special import log_softmax, softmax

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20240607)


def probabilities(n, k, sharpness=2.0, grid=None):
    """Rows that sum to 1; with a grid, multiples of 1/grid, so that scores tie."""
    if grid:
        return np.stack([rng.multinomial(grid, np.full(k, 1 / k)) / grid for _ in range(n)]).reshape(n, k)
    return softmax(rng.normal(size=(n, k)) * sharpness, axis=1)


def leaning(labels, k, strength, grid=None):
    """Probabilities that favor the true class."""
    logits = rng.normal(size=(len(labels), k))
    logits[np.arange(len(labels)), labels] += strength
    p = softmax(logits, axis=1)
    if not grid:
        return p
    return np.stack([rng.multinomial(grid, row) / grid for row in p]).reshape(len(labels), k)


def cases():
    def case(name, k, labels, p, weights=None):
        return {"name": name, "classes": k, "labels": np.asarray(labels, int), "p": np.asarray(p, float).reshape(-1, k), "weights": weights}

    for k in (2, 3, 5, 10):
        y = rng.integers(k, size=12 * k // 2 + 6)
        yield case(f"random, {k} classes", k, y, probabilities(len(y), k))
        yield case(f"good, {k} classes", k, y, leaning(y, k, 2.5))
        yield case(f"weighted, {k} classes", k, y, leaning(y, k, 1.5), rng.uniform(0, 3, len(y)))
        yield case(f"ties, {k} classes", k, y, leaning(y, k, 1.5, grid=4))
        yield case(f"ties and weights, {k} classes", k, y, leaning(y, k, 1.0, grid=4), rng.integers(0, 4, len(y)).astype(float))
        yield case(f"perfect, {k} classes", k, y, np.eye(k)[y])
        yield case(f"all wrong, {k} classes", k, y, np.eye(k)[(y + 1) % k])
    y = rng.integers(3, size=20)
    yield case("absent classes at the end", 6, y, leaning(y, 6, 2.0))
    yield case("absent classes between", 7, y * 2 + 1, leaning(y * 2 + 1, 7, 3.0))
    yield case("absent and never predicted", 5, y, np.pad(leaning(y, 3, 1.5), ((0, 0), (0, 2))))
    yield case("absent, weighted", 6, y + 2, leaning(y + 2, 6, 1.0), rng.uniform(0.1, 2, 20))
    yield case("one true class", 4, np.full(9, 2), probabilities(9, 4))
    yield case("one true class, all right", 3, np.full(5, 1), leaning(np.full(5, 1), 3, 30.0))
    yield case("one predicted class", 3, y, np.tile([0.1, 0.7, 0.2], (20, 1)))
    yield case("single class", 1, np.zeros(4, int), np.ones((4, 1)))
    yield case("one sample", 3, [2], [[0.2, 0.3, 0.5]])
    yield case("one wrong sample", 3, [0], [[0.2, 0.3, 0.5]])
    yield case("two samples", 2, [0, 1], [[0.4, 0.6], [0.4, 0.6]])
    yield case("all scores equal", 4, rng.integers(4, size=16), np.full((16, 4), 0.25))
    yield case("weights zero but one", 3, y, leaning(y, 3, 1.0), np.eye(20)[7])
    yield case("probability 0 for the truth", 3, [0, 1, 2, 2], [[0, 1, 0], [0, 1, 0], [0.5, 0.5, 0], [0, 0, 1]])
    y = rng.integers(4, size=400)
    yield case("four hundred samples", 4, y, leaning(y, 4, 2.0))
    yield case("four hundred ties", 4, y, leaning(y, 4, 2.0, grid=20))
    yield case("empty", 3, [], np.zeros((0, 3)))


def rates(function, y, pred, k, weights, **options):
    def one(labels, average):
        return function(y, pred, labels=labels, average=average, sample_weight=weights, **options)

    everything = range(k)
    return {
        "perClass": one(everything, None),
        "micro": one(everything, "micro"),
        "include": {"macro": one(everything, "macro"), "weighted": one(everything, "weighted")},
        "exclude": {"macro": one(None, "macro"), "weighted": one(None, "weighted")},
    }


def specificity(y, pred, k, weights):
    counts = skm.multilabel_confusion_matrix(y, pred, labels=range(k), sample_weight=weights)
    tn, fp = counts[:, 0, 0], counts[:, 0, 1]
    return {"perClass": np.where(tn + fp == 0, 0, tn / (tn + fp)), "micro": 0.0 if (tn + fp).sum() == 0 else tn.sum() / (tn + fp).sum()}


def of_matrix(y, pred, k, weights):
    options = {"labels": range(k), "sample_weight": weights}
    if len(y) == 0:
        return {"error": refusal(skm.confusion_matrix, y, pred, **options)}
    out = {
        "confusion": skm.confusion_matrix(y, pred, **options),
        "normalized": {by: skm.confusion_matrix(y, pred, normalize=by, **options) for by in ("true", "pred", "all")},
    }
    out["accuracy"] = skm.accuracy_score(y, pred, sample_weight=weights)
    if weights is None:
        right = int((y == pred).sum())
        out["wilson"] = {
            str(level): list(scipy.stats.binomtest(right, len(y)).proportion_ci(level, "wilson")) for level in (0.5, 0.95, 0.999)
        }
    out["balanced"] = skm.balanced_accuracy_score(y, pred, sample_weight=weights)
    if len(np.unique(y)) > 1:
        out["balancedAdjusted"] = skm.balanced_accuracy_score(y, pred, sample_weight=weights, adjusted=True)
    out["kappa"] = {str(w).lower(): skm.cohen_kappa_score(y, pred, weights=w, **options) for w in (None, "linear", "quadratic")}
    out["mcc"] = skm.matthews_corrcoef(y, pred, sample_weight=weights)
    out["specificity"] = specificity(y, pred, k, weights)
    out["scores"] = []
    for zero in (0.0, 1.0, np.nan):
        entry = {
            "zeroDivision": zero,
            "precision": rates(skm.precision_score, y, pred, k, weights, zero_division=zero),
            "recall": rates(skm.recall_score, y, pred, k, weights, zero_division=zero),
            "fBeta": {str(b): rates(skm.fbeta_score, y, pred, k, weights, zero_division=zero, beta=b) for b in (0, 0.5, 1, 2)},
        }
        if not math.isnan(zero):
            entry["jaccard"] = rates(skm.jaccard_score, y, pred, k, weights, zero_division=zero)
        out["scores"].append(entry)
    report = {"labels": range(k), "target_names": [f"class {i}" for i in range(k)], "sample_weight": weights, "zero_division": 0}
    out["report"] = skm.classification_report(y, pred, output_dict=True, **report)
    out["reportText"] = skm.classification_report(y, pred, digits=5, **report)
    return out


def refusal(function, *args, **options):
    """scikit-learn answers no question about no samples: what it says instead."""
    try:
        function(*args, **options)
    except ValueError as error:
        return str(error)
    raise AssertionError("scikit-learn took empty input")


def calibration(right, confidence, bins, strategy):
    accuracy, mean = sklearn.calibration.calibration_curve(right, confidence, n_bins=bins, strategy=strategy)
    if strategy == "quantile":
        edges = np.percentile(confidence, np.linspace(0, 1, bins + 1) * 100)
    else:
        edges = np.linspace(0, 1, bins + 1)
    samples = np.bincount(np.searchsorted(edges[1:-1], confidence), minlength=bins)
    filled = samples[samples > 0]
    gaps = np.abs(accuracy - mean)
    return {
        "bins": bins, "strategy": strategy, "samples": samples, "accuracy": accuracy, "confidence": mean,
        "expectedError": np.sum(gaps * filled) / filled.sum(), "maximumError": gaps.max(),
    }


def temperature(y, logits):
    rows = np.arange(len(y))

    def slope(b):
        p = softmax(b * logits, axis=1)
        return math.fsum((p * logits).sum(axis=1) - logits[rows, y])

    if slope(0.01) >= 0 or slope(100) <= 0:
        return None  # at the edge of the range
    return 1 / brentq(slope, 0.01, 100, xtol=1e-15, rtol=1e-15)


def risk_coverage(right, confidence):
    thresholds = np.unique(confidence)[::-1]
    answered = [confidence >= t for t in thresholds]
    coverage = np.array([a.mean() for a in answered])
    risk = np.array([1 - right[a].mean() for a in answered])
    return {"thresholds": thresholds, "coverage": coverage, "risk": risk, "area": np.sum(risk * np.diff(coverage, prepend=0))}


def one_vs_rest(y, p, k, weights):
    truth = np.eye(k)[y]
    roc, pr = [], []
    for c in range(k):
        fpr, tpr, thresholds = skm.roc_curve(truth[:, c], p[:, c], sample_weight=weights, pos_label=1)
        roc.append({"fpr": fpr, "tpr": tpr, "thresholds": thresholds, "auc": skm.auc(fpr, tpr)})
        precision, recall, thresholds = skm.precision_recall_curve(truth[:, c], p[:, c], sample_weight=weights, pos_label=1)
        ap = skm.average_precision_score(truth[:, c], p[:, c], sample_weight=weights, pos_label=1)
        pr.append({"precision": precision, "recall": recall, "thresholds": thresholds, "averagePrecision": ap})
    out = {"roc": roc, "precisionRecall": pr}
    every_class = all(((y == c) & (True if weights is None else weights > 0)).any() for c in range(k))
    if every_class and k > 2:
        out["rocAuc"] = {a: skm.roc_auc_score(truth, p, average=a, sample_weight=weights) for a in ("macro", "weighted", "micro")}
        out["rocAuc"]["ovr"] = skm.roc_auc_score(y, p, multi_class="ovr", sample_weight=weights) if weights is None else out["rocAuc"]["macro"]
    if k > 1:
        out["averagePrecision"] = {a: skm.average_precision_score(truth, p, average=a, sample_weight=weights) for a in ("macro", "weighted", "micro")}
    return out


def of_probabilities(y, p, k, weights):
    if len(y) == 0:
        return {}
    out = one_vs_rest(y, p, k, weights)
    if k > 1:
        out["logLoss"] = skm.log_loss(y, p, labels=range(k), sample_weight=weights)
        out["brier"] = skm.brier_score_loss(y, p, labels=range(k), sample_weight=weights, scale_by_half=False)
    if k > 2:
        out["topK"] = {top: skm.top_k_accuracy_score(y, p, k=top, labels=range(k), sample_weight=weights) for top in (1, 2, 3)}
    right, confidence = (p.argmax(axis=1) == y).astype(float), p.max(axis=1)
    out["calibration"] = [calibration(right, confidence, b, s) for b in (1, 7, 10, 15) for s in ("uniform", "quantile")]
    out["riskCoverage"] = risk_coverage(right, confidence)
    if (p > 0).all():
        out["temperature"] = temperature(y, np.log(p))
        out["tempered"] = softmax(np.log(p) / 1.7, axis=1)
    return out


def mcnemar(y, first, second):
    only_first = int(((first == y) & (second != y)).sum())
    only_second = int(((first != y) & (second == y)).sum())
    disagreements = only_first + only_second
    p = scipy.stats.binomtest(only_first, disagreements).pvalue if disagreements else 1.0
    return {"onlyFirstRight": only_first, "onlySecondRight": only_second, "pValue": p}


def plain(value):
    if isinstance(value, dict):
        return {str(key): plain(v) for key, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(v) for v in value]
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else str(float(value)).replace("inf", "Infinity").replace("nan", "NaN")
    return int(value) if isinstance(value, np.integer) else value


def main():
    out = []
    for case in cases():
        y, p, k, weights = case["labels"], case["p"], case["classes"], case["weights"]
        pred = p.argmax(axis=1) if len(y) else np.zeros(0, int)
        other = rng.integers(k, size=len(y))
        out.append({
            "name": case["name"], "classes": k, "labels": y, "probabilities": p.ravel(), "weights": weights,
            "predictions": pred, "otherPredictions": other,
            "matrix": of_matrix(y, pred, k, weights), "probability": of_probabilities(y, p, k, weights),
            "mcnemar": mcnemar(y, pred, other),
        })
    large = [{"rarer": a, "commoner": b, "pValue": scipy.stats.binomtest(a, a + b).pvalue} for a, b in ((3, 17), (450, 550), (4900, 5100), (100, 3000))]
    document = {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__, "cases": out, "mcnemarLarge": large}
    path = pathlib.Path(__file__).with_name("scikit-learn.json")
    path.write_text(json.dumps(plain(document), separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")
    print(f"{len(out)} cases, {path.stat().st_size} bytes")


main()
