'use strict';

/** Collects what can be collected, until there is nothing more. */
async function settle() {
  for (let i = 0; i < 6; i += 1) {
    /** @type {any} */ (globalThis).gc();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** @returns {number} megabytes */
function rss() {
  return process.memoryUsage.rss() / 2 ** 20;
}

module.exports = { rss, settle };
