import type { OptimizerOptions } from "@mnist/runtime";
import * as tf from "@tensorflow/tfjs-core";

/** One value for every weight of the model, in the order of its artifacts. */
export type Vector = tf.Tensor1D;

/** A rule that turns weights and gradient into new weights, and the vectors it remembers between steps. */
export interface UpdateRule {
  /** Names of its slots, which start as zeros; the runtime's names, so that training can change backends. */
  slots: string[];
  /**
   * @param step 1 for the first one
   * @param decaying 1 where weight decay acts (the kernels), else 0
   * @returns the new weights, then the new slots in the order of `slots`
   */
  update(
    weights: Vector,
    gradient: Vector,
    slots: Vector[],
    learningRate: number,
    step: number,
    decaying: Vector,
  ): Vector[];
}

/** The rules of tfjs's own optimizers, formula for formula, and AdamW (Loshchilov and Hutter 2019). */
export function updateRule(options: OptimizerOptions): UpdateRule {
  switch (options.name) {
    case "sgd":
      return {
        slots: [],
        update: (weights, gradient, _, learningRate) => [tf.sub(weights, tf.mul(gradient, learningRate))],
      };
    case "momentum":
    case "nesterov":
      return momentum(options.momentum ?? 0.9, options.name === "nesterov");
    case "rmsprop":
      return rmsprop(options);
    case "adam":
      return adam(options, 0);
    case "adamw":
      return adam(options, options.weightDecay ?? 0.01);
  }
}

function momentum(factor: number, nesterov: boolean): UpdateRule {
  return {
    slots: ["accumulation"],
    update(weights, gradient, [previous], learningRate) {
      const accumulated = tf.add(tf.mul(previous, factor), gradient) as Vector;
      const direction = nesterov ? tf.add(gradient, tf.mul(accumulated, factor)) : accumulated;
      return [tf.sub(weights, tf.mul(direction, learningRate)), accumulated];
    },
  };
}

function rmsprop({
  decay = 0.9,
  momentum: factor = 0,
  epsilon = 1e-7,
}: {
  decay?: number;
  momentum?: number;
  epsilon?: number;
}): UpdateRule {
  return {
    slots: ["meanSquare", "moments"],
    update(weights, gradient, [previousSquare, previous], learningRate) {
      const square = tf.add(tf.mul(previousSquare, decay), tf.mul(tf.square(gradient), 1 - decay)) as Vector;
      const scaled = tf.div(tf.mul(gradient, learningRate), tf.sqrt(tf.add(square, epsilon)));
      const change = tf.add(tf.mul(previous, factor), scaled) as Vector;
      return [tf.sub(weights, change), square, change];
    },
  };
}

function adam(
  {
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-7,
  }: {
    beta1?: number;
    beta2?: number;
    epsilon?: number;
  },
  weightDecay: number,
): UpdateRule {
  return {
    slots: ["firstMoment", "secondMoment"],
    update(weights, gradient, [previousFirst, previousSecond], learningRate, step, decaying) {
      const first = tf.add(tf.mul(previousFirst, beta1), tf.mul(gradient, 1 - beta1)) as Vector;
      const second = tf.add(tf.mul(previousSecond, beta2), tf.mul(tf.square(gradient), 1 - beta2)) as Vector;
      const deviation = tf.add(tf.sqrt(tf.div(second, 1 - beta2 ** step)), epsilon);
      const change = tf.mul(tf.div(tf.div(first, 1 - beta1 ** step), deviation), learningRate);
      const kept =
        weightDecay === 0
          ? weights
          : tf.mul(weights, tf.sub(1, tf.mul(decaying, learningRate * weightDecay)));
      return [tf.sub(kept, change), first, second];
    },
  };
}
