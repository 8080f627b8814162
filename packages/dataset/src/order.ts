import { Random } from "@mnist/random";

/**
 * The order in which epoch `epoch` (from 0) sees `length` samples: a permutation of 0 ... length - 1 that is a pure
 * function of (seed, epoch), so that any epoch can be computed alone, in any language.
 *
 * Algorithm: start from [0, 1, ..., length - 1]; for i = length - 1 down to 1 swap the elements i and
 * j = integer(i + 1), drawn from the stream of `@mnist/random` with key (seed, FNV-1a("order")) and lane `epoch`
 * (Threefry-2x32-20; see that package's README for the words and for `integer`).
 *
 * @param seed an integer from 0 to 2^32 - 1
 * @throws {RandomError} (of `@mnist/random`) `ERR_MNIST_ARGUMENT` when the seed is not such an integer
 */
export function shuffledOrder(length: number, seed: number, epoch = 0): Uint32Array {
  return new Random(seed, "order").lane(epoch).permutation(length);
}
