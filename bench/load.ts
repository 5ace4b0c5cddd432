/** How long each of many calls took, in milliseconds, over so many callers at once. */
export type Timing = {
  readonly calls: number;
  readonly median: number;
  readonly p95: number;
  readonly perSecond: number;
};

/** Calls again and again from so many callers at once, for so many seconds, after a short warm-up that is not counted. */
export async function timed(
  callers: number,
  seconds: number,
  call: (caller: number) => Promise<void>,
): Promise<Timing> {
  await each(callers, Math.max(0.5, seconds / 4), call);
  const begun = performance.now();
  const times = (await each(callers, seconds, call)).sort((a, b) => a - b);
  const took = (performance.now() - begun) / 1000;
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { calls: times.length, median: at(0.5), p95: at(0.95), perSecond: times.length / took };
}

async function each(
  callers: number,
  seconds: number,
  call: (caller: number) => Promise<void>,
): Promise<number[]> {
  const until = performance.now() + seconds * 1000;
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      while (performance.now() < until) {
        const begun = performance.now();
        await call(caller);
        times.push(performance.now() - begun);
      }
    }),
  );
  return times;
}
