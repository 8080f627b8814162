/**
 * Does one thing at a time. When several wait, only the newest is done: the answer follows the pen instead of falling
 * behind it.
 */
export function createLatest<T>(
  work: (input: T) => Promise<void>,
  onError: (error: unknown) => void,
): (input: T) => void {
  let waiting: { input: T } | undefined;
  let busy = false;

  async function run(): Promise<void> {
    busy = true;
    while (waiting) {
      const { input } = waiting;
      waiting = undefined;
      try {
        await work(input);
      } catch (error) {
        onError(error);
      }
    }
    busy = false;
  }

  return (input) => {
    waiting = { input };
    if (!busy) void run();
  };
}
