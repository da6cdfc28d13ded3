'use strict';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // Only this folder is crawled: target/ holds tens of thousands of files.
  roots: ['<rootDir>/__test__'],
  testMatch: ['**/*.test.js'],
  // The code runs as it is written, so there is nothing to transform.
  transform: {},
  // More than one worker, so that test files run in processes of their own: an engine that aborts
  // its process costs one file and not the run.
  maxWorkers: 2,
  // Two cores may be busy with a compiler.
  testTimeout: 30_000,
};
