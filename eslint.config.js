'use strict';

const { defineConfig, globalIgnores } = require('eslint/config');
const js = require('@eslint/js');
const globals = require('globals');
const jest = require('eslint-plugin-jest');
const node = require('eslint-plugin-n');

module.exports = defineConfig([
  globalIgnores(['target/', 'node_modules/', '.engine/']),

  {
    name: 'rsvm/everything',
    files: ['**/*.js', '**/*.mjs'],
    extends: [js.configs.recommended],
    plugins: { n: node },
    languageOptions: { ecmaVersion: 2023, globals: globals.node },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // Loose equality is only of use for "null or undefined".
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      curly: ['error', 'multi-line'],
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      'no-shadow': 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'all' }],
      'no-use-before-define': ['error', { functions: false, classes: false }],
      'default-case-last': 'error',
      'no-throw-literal': 'error',
      // Guest code runs in an engine of its own, never through the host's compiler.
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',

      // Builtins by their unmistakable name: a package may be called `vm` or `util`.
      'n/prefer-node-protocol': 'error',
      // "engines" is a promise; this keeps the code to it.
      'n/no-unsupported-features/es-builtins': 'error',
      'n/no-unsupported-features/es-syntax': ['error', { ignores: ['modules'] }],
      'n/no-unsupported-features/node-builtins': 'error',
      'n/no-missing-require': 'error',
      'n/no-deprecated-api': 'error',
    },
  },

  {
    name: 'rsvm/commonjs',
    files: ['**/*.js'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { strict: ['error', 'global'] },
  },

  {
    name: 'rsvm/examples',
    files: ['examples/**/*.js'],
    ignores: ['examples/main.js'],
    // Shown to readers, who look for what matters.
    rules: { strict: 'off' },
  },

  {
    name: 'rsvm/modules',
    files: ['**/*.mjs'],
    languageOptions: { sourceType: 'module' },
  },

  {
    name: 'rsvm/library',
    files: ['index.js', 'process.js', 'lib/**/*.js'],
    rules: {
      // A library speaks through its return values and errors; only its `console` for guests,
      // which says so where it does, prints.
      'no-console': 'error',
      // What a user installs must need nothing that is not installed with it.
      'n/no-extraneous-require': 'error',
      'n/no-unpublished-require': 'error',
      // Ending the process is the user's to decide.
      'n/no-process-exit': 'error',
    },
  },

  {
    name: 'rsvm/tests',
    files: ['__test__/**/*.js'],
    extends: [jest.configs['flat/recommended']],
    rules: {
      // The helpers assert, too.
      'jest/expect-expect': [
        'error',
        { assertFunctionNames: ['same*', 'expect*', 'both', 'fc.assert'] },
      ],
      // Tables of cases decide by themselves what they expect.
      'jest/no-conditional-expect': 'off',
      'jest/no-focused-tests': 'error',
      'jest/no-standalone-expect': ['error', { additionalTestBlockFunctions: ['onLinux'] }],
      // The host's Function and eval are what some tests hand to a guest.
      'no-eval': 'off',
      'no-new-func': 'off',
      // A guest may throw anything, and so may the host's functions that it calls.
      'no-throw-literal': 'off',
    },
  },

  {
    name: 'rsvm/test helpers',
    files: ['__test__/helpers/**/*.js'],
    // They assert on behalf of the test that calls them.
    rules: { 'jest/no-standalone-expect': 'off' },
  },
]);
