'use strict';

/**
 * Measures rows on several implementations of `vm` in one process, interleaved: in every round each
 * implementation has its turn, and only times of the same round are compared. A machine that slows
 * down for a while slows all of them, so the ratios stay.
 */

/**
 * @typedef {Pick<typeof import('node:vm'), 'createContext' | 'runInContext' | 'Script'> & {
 *   dispose?: (context: any) => unknown,
 * }} Vm
 *
 * @typedef {object} Work one contender's part of a row
 * @property {(input: any) => unknown} run what is timed; answers what the row expects
 * @property {() => unknown} [input] makes, untimed, what one run consumes
 *
 * @typedef {object} Result
 * @property {number[]} times median nanoseconds per run, one for each contender
 * @property {{ median: number, min: number, max: number }[]} ratios to the first contender
 */

/**
 * @template Subject
 * @typedef {object} Contender
 * @property {string} name
 * @property {Subject} subject
 */

/**
 * @template Subject
 * @typedef {object} Row
 * @property {string} name
 * @property {unknown} expect what every run has to answer, or the comparison is of different things
 * @property {number} [goal] the ratio to the first contender that is wanted
 * @property {number} [batch] runs per round, where a run's input is large: as many for each contender,
 *   or one would collect, in its time, the garbage of so many more inputs of another
 * @property {(subject: Subject) => Work} setup
 */

/** How long one turn of one contender should last, in nanoseconds. */
const TURN = 20e6;
const MOST_RUNS = 100_000;

/**
 * @template Subject
 * @param {Row<Subject>} row
 * @param {Contender<Subject>[]} contenders the first is what the others are compared to
 * @param {number} rounds
 * @returns {Promise<Result>}
 */
async function measure(row, contenders, rounds) {
  const turns = contenders.map(({ name, subject }) => {
    const work = row.setup(subject);
    return { name, work, runs: calibrate(row, name, work) };
  });

  /** @type {number[][]} nanoseconds per run, by contender and round */
  const times = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < turns.length; i++) {
      // Each goes first as often as the others: the first pays for the garbage of the round before.
      const index = (i + round) % turns.length;
      const { work, runs } = turns[index];
      times[index].push(turn(work, runs) / runs);
      // Contexts are given back between turns of the event loop.
      await new Promise(setImmediate);
    }
  }

  return {
    times: times.map(median),
    ratios: times.map((own) => spread(own.map((time, round) => time / times[0][round]))),
  };
}

/**
 * Warms up, checks the answer, and finds how many runs fill a turn, unless the row says how many.
 * @param {Row<any>} row
 * @param {string} name
 * @param {Work} work
 */
function calibrate(row, name, work) {
  const answer = work.run(work.input?.());
  if (!Object.is(answer, row.expect)) {
    throw new Error(`"${row.name}" on ${name} answered ${answer}, not ${row.expect}`);
  }
  if (row.batch !== undefined) {
    turn(work, row.batch);
    return row.batch;
  }
  let runs = 1;
  for (;;) {
    const time = turn(work, runs);
    if (time >= TURN / 2 || runs >= MOST_RUNS) {
      return Math.max(1, Math.min(MOST_RUNS, Math.round((runs * TURN) / time)));
    }
    runs = Math.min(MOST_RUNS, runs * 2);
  }
}

/**
 * @param {Work} work
 * @param {number} runs
 * @returns {number} nanoseconds
 */
function turn({ run, input }, runs) {
  const inputs = input ? Array.from({ length: runs }, input) : [];
  const start = process.hrtime.bigint();
  for (let i = 0; i < runs; i++) run(inputs[i]);
  return Number(process.hrtime.bigint() - start);
}

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {number[]} numbers */
function spread(numbers) {
  return { median: median(numbers), min: Math.min(...numbers), max: Math.max(...numbers) };
}

module.exports = { measure };
