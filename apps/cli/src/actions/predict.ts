import { type Classifier, loadClassifier } from "@mnist/model/classifier";
import { toMnistWithTrace } from "@mnist/preprocess";
import { readImage } from "@mnist/preprocess/node";
import type { Action } from "../cli.js";
import type { PredictOptions } from "../commands/predict.js";
import { codeOf, describe, isAbort, PartialFailure, UsageError } from "../errors.js";
import { percent } from "../terminal/text.js";

/** What `predict --json` says of a picture that could be read. */
interface Answer {
  file: string;
  digit: number;
  confidence: number;
  probabilities: number[];
  isDigit: boolean;
}

/** What it says of one that could not. */
interface Failure {
  file: string;
  error: { code: string; message: string };
}

/** `mnist predict`: reads the digit, or with --multiple the digits, in each picture. */
export const predict: Action<PredictOptions> = async (context, options, operands) => {
  const files = [...operands, ...(options.image ?? [])];
  if (files.length === 0) {
    throw new UsageError("name a picture, e.g. mnist predict --image seven.png (mnist predict --help)");
  }
  const width = Math.max(...files.map((file) => file.length));
  const classifier = await loadClassifier(options.model, { threads: 1 });
  const answers: (Answer | Failure)[] = [];
  try {
    for (const file of files) {
      context.signal.throwIfAborted();
      const answer = await answerOrFailure(file, () => readDigit(classifier, file));
      answers.push(answer);
      if (!("error" in answer)) context.print(sentence(answer, width));
    }
  } finally {
    await classifier.close();
  }
  context.printJson(answers);
  if (answers.some((answer) => "error" in answer)) throw new PartialFailure();
};

async function readDigit(classifier: Classifier, file: string): Promise<Answer> {
  const { image } = toMnistWithTrace(await readImage(file));
  const [prediction] = await classifier.predict(image);
  return { file, ...prediction };
}

/** "seven.png  7  99.9 %", with the second guess where the first is in doubt. */
function sentence({ file, digit, confidence, probabilities, isDigit }: Answer, width: number): string {
  const name = file.padEnd(width);
  if (!isDigit) return `${name}  not a digit (the nearest is ${digit})`;
  const others = probabilities.map((probability, other) => ({ probability, other }));
  const [second] = others
    .filter(({ other }) => other !== digit)
    .sort((a, b) => b.probability - a.probability);
  const doubt = second.probability >= 0.05 ? `  or ${second.other}  ${percent(second.probability, 1)}` : "";
  return `${name}  ${digit}  ${percent(confidence, 1)}${doubt}`;
}

/** Answers for one file; what is wrong with it is said on stderr and kept from the others. */
async function answerOrFailure<T>(file: string, answer: () => Promise<T>): Promise<T | Failure> {
  try {
    return await answer();
  } catch (error) {
    if (isAbort(error)) throw error;
    process.stderr.write(`mnist: ${describe(error)}\n`);
    return { file, error: { code: codeOf(error), message: describe(error) } };
  }
}
