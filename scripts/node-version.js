'use strict';

// Required before anything else, and in words that any Node.js likely to meet it understands.
const parts = process.versions.node.split('.').map(Number);
if (parts[0] < 20 || (parts[0] === 20 && parts[1] < 19)) {
  console.error(
    'rsvm needs Node.js 20.19 or newer, and this is ' +
      process.version +
      ': install a newer one from https://nodejs.org and run this again.',
  );
  process.exit(1);
}
