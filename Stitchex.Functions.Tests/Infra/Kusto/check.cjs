// Takes Kusto queries as a JSON list on the standard input, and writes as another what the parser objects to in each.
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

const missing = new Set(process.argv.slice(2));
const symbols = Object.entries(tables).filter(([name]) => !missing.has(name)).map(([name, columns]) => Symbols.TableSymbol.From(columns).WithName(name));
const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.$ctor1('workspace', System.Array.init(symbols, Symbols.Symbol)));

const objections = query => {
  const found = KustoCode.ParseAndAnalyze(query, globals).GetDiagnostics();
  return Array.from({ length: found.Count }, (_, i) => found.getItem(i)).filter(item => item.Severity === 'Error').map(item => item.Message);
};

let input = '';
process.stdin.on('data', part => (input += part));
process.stdin.on('end', () => console.log(JSON.stringify(JSON.parse(input).map(objections))));
