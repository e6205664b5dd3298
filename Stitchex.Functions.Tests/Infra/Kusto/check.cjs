// Takes Kusto queries as a JSON list on the standard input, and writes as another what the parser objects to in each.
const { answer, objections, parse } = require('./workspace.cjs');

const missing = process.argv.slice(2);

answer(queries => queries.map(query => objections(parse(query, missing))));
