// The types of rsvm/process: those of rsvm. What differs is where a context's engine lives unless its
// options say otherwise (see `isolation` of CreateContextOptions).

export * from './index.js';
