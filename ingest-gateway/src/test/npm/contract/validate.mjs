// Usage: node validate.mjs openapi|asyncapi <file>
// Prints what is wrong with the document, line by line; exit code 1 if anything is.
import { AvroSchemaParser } from '@asyncapi/avro-schema-parser';
import { Parser } from '@asyncapi/parser';
import { createConfig, lint } from '@redocly/openapi-core';
import { readFile } from 'node:fs/promises';

async function openapi(file) {
  const config = await createConfig({
    extends: ['recommended-strict'],
    rules: {
      // Ids of dead letters have colons in them, so /{id}/redrive is not /redrives/{jobId}.
      'no-ambiguous-paths': 'off',
      // Documents that are there for everybody have no errors of the caller's making.
      'operation-4xx-response': 'off',
    },
  });
  const problems = await lint({ ref: file, config });
  return problems.map(
    (problem) =>
      `${problem.severity} ${problem.ruleId} at ${problem.location.map((place) => place.pointer).join(', ')}: ${problem.message}`,
  );
}

// More tools know 3.0 than know what came after it.
const allowed = new Set(['asyncapi-latest-version']);

async function asyncapi(file) {
  const parser = new Parser({ schemaParsers: [AvroSchemaParser()] });
  const { document, diagnostics } = await parser.parse(await readFile(file, 'utf8'), { source: file });
  const problems = diagnostics
    .filter((problem) => !allowed.has(problem.code))
    .map((problem) => `severity ${problem.severity} ${problem.code} at ${problem.path.join('/')}: ${problem.message}`);
  return document || problems.length > 0 ? problems : ['no document came out'];
}

const [kind, file] = process.argv.slice(2);
const problems = await { openapi, asyncapi }[kind](file);
problems.forEach((problem) => console.log(problem));
process.exitCode = problems.length > 0 ? 1 : 0;
