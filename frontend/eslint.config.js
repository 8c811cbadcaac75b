import js from '@eslint/js';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import noUnsanitized from 'eslint-plugin-no-unsanitized';
import ts from 'typescript-eslint';

/** Who may import what: api ← state ← views → components; components know no store and no program. */
const layer = (files, forbidden, message) => ({
  files,
  rules: {'no-restricted-imports': ['error', {patterns: [{regex: forbidden, message}]}]},
});

const storage = ['localStorage', 'sessionStorage', 'indexedDB', 'caches'];

export default ts.config(
  {ignores: ['dist', '.gallery', 'wailsjs', 'node_modules']},
  js.configs.recommended,
  ...ts.configs.strict,
  lit.configs['flat/recommended'],
  noUnsanitized.configs.recommended,
  {
    files: ['**/*.ts'],
    plugins: {'lit-a11y': litA11y},
    rules: {
      ...litA11y.configs.recommended.rules,
      // Rows, options and the backdrop are pressed with the pointer; their keys are bound for the whole window in lib/keys.ts.
      'lit-a11y/click-events-have-key-events': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-extraneous-class': 'off',
      'no-restricted-globals': ['error', ...storage.map((name) => ({name, message: 'Nothing is kept in the browser: the program behind the window keeps it.'}))],
      'no-restricted-properties': ['error', ...storage.map((property) => ({object: 'window', property, message: 'Nothing is kept in the browser.'}))],
      'no-restricted-syntax': [
        'error',
        {selector: 'TSEnumDeclaration', message: 'A union of strings says the same.'},
        {selector: 'ImportDeclaration[source.value=/directives\\/unsafe/]', message: 'No HTML from strings.'},
        {selector: 'AssignmentExpression > MemberExpression[property.name=/^(inner|outer)HTML$/]', message: 'No HTML from strings.'},
        {selector: "MemberExpression[object.name='window'][property.name=/^(go|runtime)$/]", message: 'Only api/wails.ts talks to the program.'},
      ],
    },
  },
  {files: ['src/api/wails.ts', 'test/wails.test.ts'], rules: {'no-restricted-syntax': 'off'}},
  {files: ['scripts/**', '*.js'], languageOptions: {globals: {console: 'readonly', process: 'readonly', URL: 'readonly', document: 'readonly'}}},
  layer(['src/api/**'], '/(state|views|components)/', 'The program behind the window knows nothing of the window.'),
  layer(['src/lib/**'], '/(state|views|components)/|/api/(wails|fake)', 'lib is for everyone, so it depends on nobody.'),
  layer(['src/components/**'], '/(state|views)/|/api/(wails|fake)', 'A component gets properties and fires events; it knows no store.'),
  layer(['src/state/**'], '/(views|components)/|/api/(wails|fake)', 'A store knows the Api interface, not what draws it.'),
  layer(['src/views/**'], '/api/(wails|fake)', 'A view asks its stores.'),
  {files: ['src/components/**'], rules: {'@typescript-eslint/no-restricted-imports': 'off'}},
);
