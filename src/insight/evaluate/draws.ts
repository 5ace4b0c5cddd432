/** Numbers from 0 up to 1 that look drawn and are the same for the same seed: Marsaglia's xorshift, enough for swaps and resampling. */
export function drawsFrom(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4294967296;
  };
}
