import { drawImage } from "@mnist/dataset/terminal";
import { type Classifier, loadClassifier } from "@mnist/model/classifier";
import { IMAGE_SIZE, type Picture, segmentDigits, toMnistWithTrace } from "@mnist/preprocess";
import { readImage } from "@mnist/preprocess/node";
import stringWidth from "string-width";
import type { Action } from "../cli.js";
import type { PredictOptions } from "../commands/predict.js";
import type { Context } from "../context.js";
import { codeOf, describe, isAbort, PartialFailure, UsageError } from "../errors.js";
import { oneLine } from "../terminal/text.js";
import { type Answer, type MultipleAnswer, numbersOf, sentence, sentenceOfMultiple } from "./answers.js";
import { ensureWritableFolder } from "./output-folder.js";
import { clearTrace, saveTrace, traceFolders } from "./trace.js";

/** What `predict --json` says of a picture that could not be read. */
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
  const { model, multiple, show, saveTrace: traces } = options;
  if (traces) await ensureWritableFolder(traces);
  const folders = traces ? traceFolders(traces, files) : [];
  const width = Math.max(...files.map((file) => stringWidth(oneLine(file))));
  const classifier = await loadClassifier(model, { threads: 1 });
  const answers: (Answer | MultipleAnswer | Failure)[] = [];
  try {
    for (const [i, file] of files.entries()) {
      context.signal.throwIfAborted();
      try {
        if (traces) await clearTrace(folders[i]);
        const picture = await readImage(file, { signal: context.signal });
        const question = { file, picture, width, show, traceFolder: folders[i] };
        answers.push(await (multiple ? readDigits : readDigit)(context, classifier, question));
      } catch (error) {
        if (isAbort(error)) throw error;
        answers.push(reportFailure(file, error));
      }
    }
  } finally {
    await classifier.close();
  }
  context.printJson(answers);
  if (answers.some((answer) => "error" in answer)) throw new PartialFailure();
};

/** One picture to read, and what to tell of it. */
interface Question {
  file: string;
  picture: Picture;
  /** Width of the column of file names. */
  width: number;
  show?: boolean;
  /** Where the steps of the preprocessing go. */
  traceFolder?: string;
}

async function readDigit(
  context: Context,
  classifier: Classifier,
  { file, picture, width, show, traceFolder }: Question,
): Promise<Answer> {
  const { image, trace } = toMnistWithTrace(picture);
  if (traceFolder) await saveTrace(traceFolder, trace, [image]);
  const [prediction] = await classifier.predict(image);
  const answer = { file, ...prediction };
  context.print(sentence(answer, width));
  if (show) context.print(draw(context, image));
  return answer;
}

async function readDigits(
  context: Context,
  classifier: Classifier,
  { file, picture, width, show, traceFolder }: Question,
): Promise<MultipleAnswer> {
  const score = async (candidates: Uint8Array) => {
    const predictions = await classifier.predict(candidates);
    return predictions.map(({ confidence }) => confidence);
  };
  const { digits, trace } = await segmentDigits(picture, { score });
  const images = digits.map(({ image }) => image);
  if (traceFolder) await saveTrace(traceFolder, trace, images);
  const predictions = await classifier.predict(joined(images));
  const answer = {
    file,
    text: predictions.map(({ digit }) => digit).join(""),
    numbers: numbersOf(digits, predictions),
    digits: predictions.map((prediction, i) => ({ ...prediction, box: digits[i].box, line: digits[i].line })),
  };
  context.print(sentenceOfMultiple(answer, width));
  if (show) for (const image of images) context.print(draw(context, image));
  return answer;
}

/** Says what is wrong with one file on stderr, and keeps it for the JSON document; the others are still answered. */
function reportFailure(file: string, error: unknown): Failure {
  const message = describe(error);
  const name = oneLine(file);
  process.stderr.write(`mnist: ${message.startsWith(`${name}: `) ? message : `${name}: ${message}`}\n`);
  return { file, error: { code: codeOf(error), message } };
}

function draw({ color }: Context, image: Uint8Array): string {
  return `${drawImage(image, IMAGE_SIZE, IMAGE_SIZE, { color }).join("\n")}\n`;
}

function joined(images: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(images.length * IMAGE_SIZE ** 2);
  images.forEach((image, i) => {
    all.set(image, i * IMAGE_SIZE ** 2);
  });
  return all;
}
