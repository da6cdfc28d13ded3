'use strict';

/**
 * Shows every example: its source, and what it prints. `node examples/main.js`, or `npm start`,
 * which builds first. Each is a script that runs by itself, too: `node examples/sandbox.js`. What
 * an example prints is compared to its comments `// prints …`.
 */

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const EXAMPLES = ['run-code', 'result', 'sandbox', 'function', 'script', 'console', 'untrusted'];

const colors = process.stdout.isTTY && !process.env.NO_COLOR;
const bold = (/** @type {string} */ text) => (colors ? `\x1b[1m${text}\x1b[0m` : text);
const dim = (/** @type {string} */ text) => (colors ? `\x1b[2m${text}\x1b[0m` : text);
const green = (/** @type {string} */ text) => (colors ? `\x1b[32m${text}\x1b[0m` : text);
const red = (/** @type {string} */ text) => (colors ? `\x1b[31m${text}\x1b[0m` : text);

let wrong = 0;
EXAMPLES.forEach((name, index) => {
  const file = path.join(__dirname, `${name}.js`);
  const [title, ...source] = fs.readFileSync(file, 'utf8').trimEnd().split('\n');
  const expected = source.flatMap((line) => /\/\/ prints (.*)$/.exec(line)?.[1] ?? []);

  console.log(bold(`${index + 1}. ${title.replace(/^\/\/ /, '')}`) + dim(`  examples/${name}.js`));
  for (const line of source) console.log(dim('   │ ') + line);

  const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  const printed = stdout.trimEnd().split('\n');
  for (const line of printed) console.log(green(`   → ${line}`));
  if (stderr) console.log(red(stderr.trimEnd().replace(/^/gm, '   ! ')));
  if (stderr || printed.join('\n') !== expected.join('\n')) {
    wrong += 1;
    console.log(red(`   This is not what it should print: ${expected.join(', ')}`));
  }
  console.log();
});

if (wrong > 0) {
  console.log(red(`${wrong} of ${EXAMPLES.length} examples went wrong.`));
  process.exitCode = 1;
}
