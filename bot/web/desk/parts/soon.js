/** Doing something again and again without doing it twice at once. */

/**
 * What is asked for many times while it runs is done once more after it, and not more often than `apart` ms.
 * @param {() => Promise<unknown>} work
 */
export function gathered(work, apart = 250) {
  let running = false;
  let again = false;
  const run = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      await work();
      await new Promise((resolve) => setTimeout(resolve, apart));
    } finally {
      running = false;
    }
    if (again) {
      again = false;
      void run();
    }
  };
  return run;
}

/** Once nothing has been asked for a while. @param {() => void} work @param {number} wait in ms */
export function settled(work, wait) {
  /** @type {number | undefined} */
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, wait);
  };
}
