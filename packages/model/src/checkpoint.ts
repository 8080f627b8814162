import { ModelError } from "./errors.js";
import { readIfPresent, writeFiles } from "./files.js";
import type { EpochResult } from "./progress.js";
import { sha256 } from "./sha256.js";

/** File name of a checkpoint in its folder. */
const checkpointFile = "checkpoint.bin";

/** What must not change when training goes on, by name. */
export type Fingerprint = Record<string, string | number | boolean>;

/**
 * Where a training run stands, between two steps. Steps are functions of the weights, the slots, the seed and the
 * step number, so a run that goes on from here ends in the same bits as one that was never interrupted.
 */
export interface Checkpoint {
  fingerprint: Fingerprint;
  /** Epochs that the run was to have when it was saved. */
  epochs: number;
  /** Steps done. */
  step: number;
  /** Sums over the steps done in the current epoch. */
  sums: { loss: number; correct: number; samples: number };
  history: EpochResult[];
  /** Validation loss of the best epoch so far, when early stopping is on. */
  best?: { epoch: number; loss: number };
  /** "weights", "best" and the optimizer's slots. */
  buffers: Record<string, ArrayBuffer>;
}

const magic = "MNISTCK3";

/** The checkpoint of one training run in a folder: a file that each {@link save} replaces. */
export class Checkpoints {
  readonly #folder: string;
  readonly #fingerprint: Promise<Fingerprint>;

  /** @param fingerprint computed while training has begun: hashing the data takes a while */
  constructor(folder: string, fingerprint: Promise<Fingerprint>) {
    this.#folder = folder;
    this.#fingerprint = fingerprint;
  }

  async save(checkpoint: Omit<Checkpoint, "fingerprint">): Promise<void> {
    const fingerprint = await this.#fingerprint;
    await writeFiles(this.#folder, { [checkpointFile]: await encode({ fingerprint, ...checkpoint }) });
  }

  /**
   * @returns `undefined` when the folder holds no checkpoint
   * @throws {ModelError} `ERR_MNIST_CHECKPOINT` when the file is damaged, of another version, or from a run with other
   *   data, seed, recipe, network or first weights
   */
  async load(): Promise<Checkpoint | undefined> {
    const bytes = await readIfPresent(this.#folder, checkpointFile);
    if (!bytes) return undefined;
    const version = new TextDecoder().decode(bytes.subarray(0, magic.length));
    if (/^MNISTCK\d$/.test(version) && version !== magic) {
      throw new ModelError(
        "ERR_MNIST_CHECKPOINT",
        `the checkpoint in ${this.#folder} is of another version (${version}, this one reads ${magic}); resume with the version that wrote it, or delete ${checkpointFile} to start anew`,
      );
    }
    let checkpoint: Checkpoint;
    try {
      checkpoint = await decode(bytes);
    } catch (cause) {
      throw new ModelError(
        "ERR_MNIST_CHECKPOINT",
        `the checkpoint in ${this.#folder} is damaged (${(cause as Error).message}); delete ${checkpointFile} to start anew`,
        { cause },
      );
    }
    for (const [name, value] of Object.entries(await this.#fingerprint)) {
      const saved = checkpoint.fingerprint[name];
      if (saved === value) continue;
      throw new ModelError(
        "ERR_MNIST_CHECKPOINT",
        `the checkpoint was made with ${name} ${saved}, this run has ${value}; use the same, or start anew without resuming`,
      );
    }
    return checkpoint;
  }
}

/**
 * File layout: 8 bytes `MNISTCK3`, the SHA-256 of all that follows as 64 hexadecimal digits, uint32 (little-endian)
 * length of a JSON header, the header (the checkpoint without its buffers, their names and lengths), then the buffers in
 * that order.
 */
async function encode({ buffers, ...rest }: Checkpoint): Promise<Uint8Array> {
  const text = (value: string) => new TextEncoder().encode(value);
  const lengths = Object.entries(buffers).map(([name, buffer]) => ({ name, length: buffer.byteLength }));
  const header = text(JSON.stringify({ ...rest, buffers: lengths }));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, header.length, true);
  const content = join([length, header, ...Object.values(buffers).map((buffer) => new Uint8Array(buffer))]);
  return join([text(magic + (await sha256(content))), content]);
}

async function decode(bytes: Uint8Array<ArrayBuffer>): Promise<Checkpoint> {
  const text = (part: Uint8Array) => new TextDecoder().decode(part);
  if (text(bytes.subarray(0, 8)) !== magic) throw new Error(`it does not begin with ${magic}`);
  const content = bytes.subarray(72);
  if ((await sha256(content)) !== text(bytes.subarray(8, 72))) throw new Error("its SHA-256 differs");
  let offset = 4 + new DataView(content.buffer, content.byteOffset).getUint32(0, true);
  const { buffers, ...rest } = JSON.parse(text(content.subarray(4, offset)));
  const entries = buffers.map(({ name, length }: { name: string; length: number }) => {
    offset += length;
    return [name, content.slice(offset - length, offset).buffer];
  });
  return { ...rest, buffers: Object.fromEntries(entries) };
}

function join(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
