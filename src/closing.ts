/** What a process has opened and must close before it ends. */
export type Closing = {
  /** Opens something and notes how it is closed. Once the process is stopping nothing more is opened: it never comes back. */
  open<T>(opening: () => Promise<T>, close: (opened: T) => Promise<void>): Promise<T>;
  /** Works at whatever comes in between. What fails because the process is stopping is no failure: it never comes back. */
  during(work: () => Promise<void>): Promise<void>;
  /** Waits for what is being opened, closes everything, newest first, and ends the process. Once, however often it is asked. */
  now(code: number): Promise<never>;
};

const never = (): Promise<never> => new Promise(() => {});

/**
 * Nothing open yet. `end` is told the code to end with, and what could not be closed: one that fails keeps none of the
 * others from being closed, but the code then says so.
 */
export function newClosing(end: (code: number, failures: readonly unknown[]) => void): Closing {
  const opening = new Set<Promise<unknown>>();
  const open: (() => Promise<void>)[] = [];
  let stopping: Promise<never> | undefined;

  const closeAll = async (code: number): Promise<never> => {
    await Promise.allSettled(opening);
    const failures: unknown[] = [];
    for (const close of open.reverse()) await close().catch((error: unknown) => failures.push(error));
    end(failures.length > 0 ? 1 : code, failures);
    return never();
  };
  return {
    open: async (begin, close) => {
      if (stopping) return never();
      const begun = begin().then((opened) => {
        open.push(() => close(opened));
        return opened;
      });
      opening.add(begun);
      const opened = await begun.finally(() => opening.delete(begun));
      return stopping ? never() : opened;
    },
    during: async (work) => {
      try {
        await work();
      } catch (error) {
        if (stopping) return never();
        throw error;
      }
    },
    now: (code) => {
      stopping ??= closeAll(code);
      return stopping;
    },
  };
}
