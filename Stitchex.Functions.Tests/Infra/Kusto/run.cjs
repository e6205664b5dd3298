// Reads a JSON list of {query, now, tables} from the standard input, and writes the rows that each query gives over the tables' rows. There
// is no engine to install; so what Microsoft's parser makes of a query is run here, by Kusto's reference and as far as alerts need it.
// Anything else is an error. Times are milliseconds.
const { answer, list, objections, parse } = require('./workspace.cjs');

const elements = items => list(items).map(item => item.Element);
const kindOf = node => node.constructor.$$name.split('.').pop();
const unknown = node => { throw new Error(`Not run here: ${kindOf(node)} ${node}`); };
const compared = compare => (a, b) => (a === null || b === null ? null : compare(a, b));
const lower = value => value.toLowerCase();
const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };

const operators = {
  '==': compared((a, b) => a === b),
  '=~': compared((a, b) => lower(a) === lower(b)),
  '>': compared((a, b) => a > b),
  '>=': compared((a, b) => a >= b),
  '<': compared((a, b) => a < b),
  '-': compared((a, b) => a - b),
  '*': compared((a, b) => a * b),
  '/': compared((a, b) => a / b),
  and: (a, b) => a && b,
  contains: compared((a, b) => lower(a).includes(lower(b))),
};

const functions = {
  tostring: value => (value === null || value === undefined ? '' : String(value)),
  toint: value => (value === null || !/^-?\d+$/.test(value) ? null : Number(value)),
  toreal: value => value,
  not: value => (value === null ? null : !value),
  iff: (condition, then, otherwise) => (condition ? then : otherwise),
};

// What each gives where there are no rows is in the reference of summarize.
const sum = values => values.reduce((total, value) => total + (value ?? 0), 0);
const latest = (rows, by) => rows.reduce((best, row) => (best === null || by(row) > by(best) ? row : best), null);
const aggregates = {
  count: () => rows => rows.length,
  sum: value => rows => sum(rows.map(value)),
  sumif: (value, condition) => rows => sum(rows.filter(condition).map(value)),
  max: value => rows => latest(rows.map(value), item => item),
};

const literal = text => {
  const span = /^(\d+)([dhms])$/.exec(text);
  return /^'.*'$/.test(text) ? text.slice(1, -1) : span ? span[1] * units[span[2]] : Number(text);
};

/** Makes a function of a row. */
const valueOf = (node, now) => {
  const inner = part => valueOf(part, now);
  switch (kindOf(node)) {
    case 'LiteralExpression':
      return () => literal(String(node).trim());
    case 'NameReference':
      return row => row[node.SimpleName] ?? null;
    case 'PathExpression': {
      const [bag, name] = [inner(node.Expression), node.Selector.SimpleName];
      return row => bag(row)?.[name] ?? null;
    }
    case 'ElementExpression': {
      const [bag, name] = [inner(node.Expression), inner(node.Selector.Expression)];
      return row => bag(row)?.[name(row)] ?? null;
    }
    case 'BinaryExpression': {
      const [left, right, operator] = [inner(node.Left), inner(node.Right), operators[node.Operator.Text] ?? unknown(node)];
      return row => operator(left(row), right(row));
    }
    case 'InExpression': {
      const [left, values] = [inner(node.Left), elements(node.Right.Expressions).map(inner)];
      return row => values.some(value => value(row) === left(row));
    }
    case 'FunctionCallExpression': {
      const values = elements(node.ArgumentList.Expressions).map(inner);
      const called = node.Name.SimpleName === 'ago' ? span => now - span : functions[node.Name.SimpleName] ?? unknown(node);
      return row => called(...values.map(value => value(row)));
    }
    default:
      return unknown(node);
  }
};

const named = node => (kindOf(node) === 'SimpleNamedExpression' ? [node.Name.SimpleName, node.Expression] : [node.SimpleName, node]);
const columnsOf = (items, now) => elements(items).map(named).map(([name, node]) => [name, valueOf(node, now)]);
const rowOf = (columns, row) => Object.fromEntries(columns.map(([name, value]) => [name, value(row)]));

/** Makes a function of a group's rows. */
const aggregateOf = (node, now) => {
  switch (kindOf(node)) {
    case 'LiteralExpression':
      return valueOf(node, now);
    case 'BinaryExpression': {
      const [left, right] = [aggregateOf(node.Left, now), aggregateOf(node.Right, now)];
      return group => operators[node.Operator.Text](left(group), right(group));
    }
    case 'FunctionCallExpression':
      return (aggregates[node.Name.SimpleName] ?? unknown(node))(
        ...elements(node.ArgumentList.Expressions).map(item => valueOf(item, now)));
    default:
      return unknown(node);
  }
};

const summarize = (node, rows, now) => {
  const keys = node.ByClause ? columnsOf(node.ByClause.Expressions, now) : [];
  const groups = new Map();
  for (const row of rows) {
    const key = JSON.stringify(rowOf(keys, row));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }

  if (groups.size === 0 && keys.length === 0) {
    groups.set('', []);
  }

  const cells = elements(node.Aggregates).map(named).map(([name, aggregate]) => {
    if (kindOf(aggregate) !== 'FunctionCallExpression' || aggregate.Name.SimpleName !== 'arg_max') {
      const value = aggregateOf(aggregate, now);
      return group => [[name, value(group)]];
    }

    const [by, ...others] = elements(aggregate.ArgumentList.Expressions).map(item => [item.SimpleName, valueOf(item, now)]);
    return group => {
      const best = latest(group, by[1]);
      return [by, ...others].map(([column, value]) => [column, best === null ? null : value(best)]);
    };
  });
  return [...groups.values()].map(group => ({
    ...(group.length > 0 ? rowOf(keys, group[0]) : {}),
    ...Object.fromEntries(cells.flatMap(cell => cell(group))),
  }));
};

/** The rows of an expression: of a table, of a union with an empty one, or of what an operator makes of other rows. */
const rowsOf = (node, tables, now) => {
  switch (kindOf(node)) {
    case 'NameReference':
      return tables[node.SimpleName] ?? [];
    case 'ParenthesizedExpression':
      return rowsOf(node.Expression, tables, now);
    case 'DataTableExpression':
      return node.Values.Count === 0 ? [] : unknown(node);
    case 'UnionOperator':
      return elements(node.Expressions).flatMap(item => rowsOf(item, tables, now));
    case 'PipeExpression':
      return operated(node.Operator, rowsOf(node.Expression, tables, now), now);
    default:
      return unknown(node);
  }
};

const operated = (node, rows, now) => {
  switch (kindOf(node)) {
    case 'FilterOperator':
      return rows.filter(valueOf(node.Condition, now));
    case 'ExtendOperator': {
      const columns = columnsOf(node.Expressions, now);
      return rows.map(row => ({ ...row, ...rowOf(columns, row) }));
    }
    case 'ProjectOperator': {
      const columns = columnsOf(node.Expressions, now);
      return rows.map(row => rowOf(columns, row));
    }
    case 'SummarizeOperator':
      return summarize(node, rows, now);
    default:
      return unknown(node);
  }
};

answer(runs => runs.map(({ now, tables, query }) => {
  const code = parse(query, []);
  const found = objections(code);
  if (found.length > 0) {
    throw new Error(found.join(' '));
  }

  return rowsOf(elements(code.Syntax.Statements)[0].Expression, tables, now);
}));
