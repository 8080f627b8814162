import { openModel } from "@mnist/model/classifier";
import { toOnnx } from "@mnist/model/onnx";
import type { Action } from "../cli.js";
import type { ExportModelOptions } from "../commands/export.js";
import { count } from "../terminal/text.js";
import { ensureWritableFile } from "./output-folder.js";
import { writeWhole } from "./write-whole.js";

/** `mnist export`: writes a model as one file for other software. */
export const exportModel: Action<ExportModelOptions> = async (context, { model, format, out }) => {
  await ensureWritableFile(out);
  const file = toOnnx(await openModel(model));
  await writeWhole(out, file);
  context.print(`Model ${model} as ONNX, ${count(file.length)} bytes: ${out}`);
  context.printJson({ model, format, out, bytes: file.length });
};
