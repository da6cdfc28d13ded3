'use strict';

/** `npm run bench`: what things cost, as ratios to node:vm. What can be asked of it is in USAGE. */

require('../scripts/node-version');
const { parseArgs } = require('node:util');
const os = require('node:os');
const nodeVm = require('node:vm');
const { build } = require('../scripts/build');
const { Problem, main } = require('../scripts/project');
const { measure } = require('./harness');
const { peers } = require('./peers');
const peerRows = require('./peer-rows');
const ownRows = require('./rows');

const USAGE = `npm run bench                      what things cost, as ratios to node:vm
npm run bench -- --rows=calls      the rows whose name contains it
npm run bench -- --rounds=101      more rounds, steadier numbers (default 31)
npm run bench -- --self            node:vm against itself: how far to trust this machine
npm run bench -- --peers           other sandboxes, too, in what all of them can do

The last column is what the project wants a row to cost; "not met" says that it costs more today.`;

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        rows: { type: 'string', default: '' },
        rounds: { type: 'string', default: '31' },
        self: { type: 'boolean', default: false },
        peers: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new Problem(`${error.message}\n\n${USAGE}`);
  }
}

/**
 * Who is measured; the first is what the others are compared to.
 * @param {ReturnType<typeof readOptions>} options
 * @returns {Promise<import('./harness').Contender<any>[]>}
 */
async function contenders(options) {
  if (options.self) {
    return [
      { name: 'node:vm', subject: nodeVm },
      { name: 'node:vm again', subject: nodeVm },
    ];
  }
  await build('release');
  if (options.peers) return peers();
  return [
    { name: 'node:vm', subject: nodeVm },
    { name: 'rsvm', subject: require('..') },
  ];
}

async function bench() {
  const options = readOptions();
  if (options.help) return console.log(USAGE);
  const all = await contenders(options);
  const [{ model }] = os.cpus();
  console.log(`Node.js ${process.version}, ${os.cpus().length} x ${model.trim()}`);
  console.log('time per run: median; ratio to node:vm: median (min..max) of the rounds\n');

  const others = all.slice(1);
  line(['', ...all.map(({ name }) => name), ...others.map(() => 'ratio'), 'goal']);
  /** @type {import('./harness').Row<any>[]} */
  const rows = options.peers ? peerRows : ownRows;
  for (const row of rows.filter(({ name }) => name.includes(options.rows))) {
    const { times, ratios } = await measure(row, all, Number(options.rounds));
    const isMissed = !options.self && row.goal !== undefined && ratios[1].median > row.goal;
    line([
      row.name,
      ...times.map(duration),
      ...ratios.slice(1).map(({ median, min, max }) => {
        return `${figure(median)} (${figure(min)}..${figure(max)})`;
      }),
      `${row.goal ?? ''}${isMissed ? '  not met' : ''}`,
    ]);
  }
}

/** @param {string[]} cells the row's name, the times, the ratios, the goal */
function line([name, ...cells]) {
  const ratios = (cells.length - 2) / 2;
  const padded = cells.map((cell, i) => {
    if (i <= ratios) return cell.padStart(13);
    return i < cells.length - 1 ? cell.padStart(24) : `   ${cell}`;
  });
  console.log(name.padEnd(40) + padded.join(' '));
}

/** @param {number} nanoseconds */
function duration(nanoseconds) {
  if (nanoseconds < 1e3) return `${figure(nanoseconds)} ns`;
  if (nanoseconds < 1e6) return `${figure(nanoseconds / 1e3)} µs`;
  return `${figure(nanoseconds / 1e6)} ms`;
}

/** Three figures that count. @param {number} number */
function figure(number) {
  if (number >= 100) return number.toFixed(0);
  return number.toFixed(number >= 10 ? 1 : 2);
}

main(bench);
