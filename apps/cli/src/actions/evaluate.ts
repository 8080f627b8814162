import { existsSync } from "node:fs";
import { ConfusionMatrix, evaluateClassifier, predictedClasses, renderConfusionMatrix } from "@mnist/metrics";
import { loadClassifier } from "@mnist/model/classifier";
import type { Action } from "../cli.js";
import type { EvaluateOptions } from "../commands/evaluate.js";
import { BelowMinimum, UsageError } from "../errors.js";
import { count, percent } from "../terminal/text.js";
import { loadData } from "./data.js";
import { ensureWritableFile } from "./output-folder.js";
import { writeReport } from "./report.js";

/** `mnist evaluate`: accuracy, loss and confusion matrix on the test split, and a report on request. */
export const evaluate: Action<EvaluateOptions> = async (context, options) => {
  const { model, tta: testTimeAugmentation = false, dataset: name, report, minAccuracy } = options;
  const models = existsSync(model) ? [model] : model.split(",");
  if (models.includes(""))
    throw new UsageError(`--model "${model}" has a name that is empty; name models with commas between them`);
  if (report) await ensureWritableFile(report);
  const { test } = await loadData(context, options);
  const { threads } = options;
  const classifier = await loadClassifier(models, { threads, testTimeAugmentation });
  try {
    const probabilities = await classifier.probabilities(test.images, { signal: context.signal });
    const { labels, classNames } = test;
    const evaluation = evaluateClassifier({ probabilities, labels, classNames });

    const matrix = new ConfusionMatrix(classNames).update(
      labels,
      predictedClasses(probabilities, classNames.length),
    );
    const [low, high] = evaluation.accuracyInterval;
    context.print(
      [
        `Model ${model} on the ${count(evaluation.samples)} test images of ${name}`,
        "",
        renderConfusionMatrix(matrix, { color: context.color }),
        "",
        `accuracy  ${percent(evaluation.accuracy)}  (95 % interval ${percent(low)} to ${percent(high)})`,
        `loss      ${evaluation.loss.toFixed(4)}`,
      ].join("\n"),
    );
    if (report) {
      const { metadata } = classifier;
      await writeReport(report, { model, metadata, dataset: name, test, probabilities });
      context.note(`Report written to ${report}.`);
    }
    context.printJson({ model, testTimeAugmentation, dataset: name, ...evaluation });
    if (minAccuracy !== undefined && evaluation.accuracy < minAccuracy) {
      throw new BelowMinimum(
        `accuracy ${evaluation.accuracy} is below the ${minAccuracy} asked for with --min-accuracy`,
      );
    }
  } finally {
    await classifier.close();
  }
};
