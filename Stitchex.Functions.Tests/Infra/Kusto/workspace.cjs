// Microsoft's parser of Kusto queries, and the tables of a workspace that they are about.
require('@kusto/language-service-next/bridge.min.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');

const { GlobalState, KustoCode, Symbols } = Kusto.Language;

// The columns that queries use, by the reference of Azure Monitor's tables.
const tables = {
  AppMetrics: '(TimeGenerated: datetime, Name: string, Sum: real, Min: real, Max: real, ItemCount: int, Properties: dynamic)',
  AppRequests: '(TimeGenerated: datetime, Name: string, Url: string, ResultCode: string, ItemCount: int, OperationId: string, Properties: dynamic)',
  AppTraces: '(TimeGenerated: datetime, Message: string, SeverityLevel: int, ItemCount: int, OperationId: string, Properties: dynamic)',
  AppExceptions: '(TimeGenerated: datetime, OuterMessage: string, SeverityLevel: int, ItemCount: int, OperationId: string, Properties: dynamic)',
  _LogOperation: '(TimeGenerated: datetime, Category: string, Operation: string, Level: string, Detail: string)',
};

/** Parses a query, for a workspace without some of its tables. */
exports.parse = (query, missing) => {
  const symbols = Object.entries(tables)
    .filter(([name]) => !missing.includes(name))
    .map(([name, columns]) => Symbols.TableSymbol.From(columns).WithName(name));
  const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.$ctor1('workspace', System.Array.init(symbols, Symbols.Symbol)));
  return KustoCode.ParseAndAnalyze(query, globals);
};

/** What the parser objects to in what it has parsed. */
exports.objections = code => list(code.GetDiagnostics()).filter(item => item.Severity === 'Error').map(item => item.Message);

/** The items of one of its lists. */
const list = (exports.list = items => Array.from({ length: items.Count }, (_, i) => items.getItem(i)));

/** Reads JSON from the standard input, and writes what becomes of it. */
exports.answer = work => {
  let input = '';
  process.stdin.on('data', part => (input += part));
  process.stdin.on('end', () => console.log(JSON.stringify(work(JSON.parse(input)))));
};
