// From the rate of the sound system to another one: a windowed sinc, one set of taps for each phase between two input
// samples, so that nothing above half the lower rate folds back into speech. Output sample n stands exactly where
// n / toHz seconds of input are: the filter delays nothing on the call's clock, its latency is a wait of about 2 ms.

/** Kaiser's window for 80 dB (Kaiser 1974): what folds back lies below the 16-bit noise of a telephone line. */
const STOP_DB = 80;
const KAISER_BETA = 0.1102 * (STOP_DB - 8.7);
/** The filter falls in the last eighth of the lower band: 7 to 8 kHz at 16 kHz; speech on telephones ends at 7 kHz. */
const TRANSITION_RATIO = 1 / 8;

export class Resampler {
  readonly #up: number;
  readonly #down: number;
  readonly #half: number;
  /** Row p: the taps for an output p / up of an input sample after one. */
  readonly #taps: Float32Array;
  #kept: Float32Array;
  #keptCount: number;
  /** Where the next output stands: an index into what is kept, and the phase after it. */
  #at: number;
  #phase = 0;

  constructor(fromHz: number, toHz: number) {
    const divisor = greatestCommonDivisor(fromHz, toHz);
    this.#up = toHz / divisor;
    this.#down = fromHz / divisor;
    const nyquist = Math.min(1, toHz / fromHz) / 2;
    const transition = nyquist * TRANSITION_RATIO;
    // Kaiser's rule for the length of the filter; widths are in cycles per input sample.
    this.#half = Math.ceil((STOP_DB - 7.95) / (14.36 * transition) / 2);
    this.#taps = polyphaseTaps(this.#up, this.#half, nyquist - transition / 2);
    this.#kept = new Float32Array(4 * this.#half);
    // Before the first sample there is silence.
    this.#keptCount = this.#half - 1;
    this.#at = this.#half - 1;
  }

  /** Take the next input, of any length; return the output that it completes. */
  push(input: Float32Array): Float32Array {
    this.#keep(input);
    const width = 2 * this.#half;
    const room = (this.#keptCount - this.#half - this.#at) * this.#up - this.#phase;
    const output = new Float32Array(Math.max(0, Math.ceil(room / this.#down)));
    for (let n = 0; n < output.length; n++) {
      const row = this.#phase * width;
      const from = this.#at - this.#half + 1;
      let sum = 0;
      for (let k = 0; k < width; k++) {
        sum += (this.#taps[row + k] as number) * (this.#kept[from + k] as number);
      }
      output[n] = sum;
      this.#phase += this.#down;
      this.#at += Math.floor(this.#phase / this.#up);
      this.#phase %= this.#up;
    }
    return output;
  }

  /** Append input after what outputs still need, and let go of the rest. */
  #keep(input: Float32Array): void {
    const gone = Math.min(this.#at - this.#half + 1, this.#keptCount);
    const count = this.#keptCount - gone + input.length;
    const kept = count > this.#kept.length ? new Float32Array(2 * count) : this.#kept;
    kept.set(this.#kept.subarray(gone, this.#keptCount));
    kept.set(input, this.#keptCount - gone);
    this.#kept = kept;
    this.#keptCount = count;
    this.#at -= gone;
  }
}

function polyphaseTaps(up: number, half: number, cutoff: number): Float32Array {
  const width = 2 * half;
  const taps = new Float32Array(up * width);
  for (let phase = 0; phase < up; phase++) {
    const row = Float64Array.from({ length: width }, (_, k) => {
      const away = k - half + 1 - phase / up;
      return sinc(2 * cutoff * away) * kaiser(away / half);
    });
    const sum = row.reduce((total, tap) => total + tap, 0);
    // Each phase passes a constant unchanged: otherwise the phases would modulate the sound.
    taps.set(
      row.map((tap) => tap / sum),
      phase * width,
    );
  }
  return taps;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel0(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel0(KAISER_BETA);
}

/** The modified Bessel function of order 0, by its power series. */
function bessel0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
