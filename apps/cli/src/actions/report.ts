import type { Split } from "@mnist/dataset";
import { renderReport } from "@mnist/metrics";
import { historyOf, identityOf } from "./model-identity.js";
import { writeWhole } from "./write-whole.js";

/** What a report is about. */
export interface ReportSubject {
  /** The model's name or folder. */
  model: string;
  /** What the model says of itself: preset, seed, hash of the weights, history. */
  metadata: Record<string, unknown>;
  /** The data set's name. */
  dataset: string;
  test: Split;
  /** [N, classes], of the test split. */
  probabilities: Float32Array;
}

/** Writes the report on a model's test as one self-contained HTML file. */
export async function writeReport(
  path: string,
  { model, metadata, dataset, test, probabilities }: ReportSubject,
): Promise<void> {
  const html = renderReport({
    title: `${model} on ${dataset}`,
    probabilities,
    labels: test.labels,
    classNames: test.classNames,
    images: test.images,
    model: identityOf(model, metadata),
    dataset: { name: dataset, split: "test", samples: test.length },
    history: historyOf(metadata),
  });
  await writeWhole(path, html);
}
