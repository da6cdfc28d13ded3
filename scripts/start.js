'use strict';

/** `npm start`: from a fresh clone to the examples, running. */

require('./node-version');
const { build } = require('./build');
const { main, run } = require('./project');

main(async () => {
  await build('release');
  process.exitCode = run(process.execPath, ['examples/main.js']);
});
