// What somebody is woken or written to for. Each description is the text of the mail: what happened, how bad it is, and where
// docs/operations.md says what to do. Queries name metrics and log events of the code; a test holds them together.

import { alertSettings } from 'alertSettings.bicep'

param namePrefix string
param location string
param tags { *: string }
param workspaceName string
param functionAppName string
param settings alertSettings

var runbook = 'docs/operations.md'
var emails = settings.?emails ?? []
var noEventHours = settings.?noEventHours ?? 0
var oldestWaitingMinutes = settings.?oldestWaitingMinutes ?? 60
var destinationMinutes = settings.?destinationMinutes ?? 60
var rejectedRequests = settings.?unauthorisedRequests ?? 10
var notFoundPoints = settings.?notFoundPoints ?? 10

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

resource site 'Microsoft.Web/sites@2025-03-01' existing = {
  name: functionAppName
}

resource mail 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(emails)) {
  name: '${namePrefix}-alerts'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: take(namePrefix, 12)
    emailReceivers: map(emails, email => {
      name: email
      emailAddress: email
      useCommonAlertSchema: true
    })
  }
}

// A table comes to be with its first row, and a rule whose query has failed for a week is disabled by Azure. So each table is joined by an
// empty one, which stands in for it; the types are those of the real columns, or the union would rename them.
var tables = {
  AppMetrics: 'union isfuzzy=true AppMetrics, (datatable(TimeGenerated: datetime, Name: string, Sum: real, ItemCount: int, Properties: dynamic)[])'
  AppRequests: 'union isfuzzy=true AppRequests, (datatable(TimeGenerated: datetime, ResultCode: string, Url: string, ItemCount: int)[])'
  AppTraces: 'union isfuzzy=true AppTraces, (datatable(TimeGenerated: datetime, ItemCount: int, Properties: dynamic)[])'
  // Not a table but a function of every workspace. What it returns is not billed, so the cap does not hold it back.
  _LogOperation: '_LogOperation'
}

// Severities: 1 events are about to be lost or nothing moves, 2 somebody has to look today, 3 this week.
var always = [
  {
    name: 'dead-lettered-events'
    title: 'Dead-lettered events wait for somebody'
    severity: 2
    text: 'Events are dead-lettered, for the reason named as Outcome. Nothing is lost: they wait, and never expire; but their records are not up to date in what the handlers feed until the cause is fixed and they are replayed. This mail is repeated until they are replayed or resolved.'
    window: 'PT15M'
    table: 'AppMetrics'
    query: '''
| where Name == 'stitchex.event.unresolved'
| summarize arg_max(TimeGenerated, Sum, ItemCount) by Outcome = tostring(Properties['stitchex.outcome'])
| project Outcome, Value = Sum / ItemCount
'''
    repeatAfter: 'PT6H'
    dimension: 'Outcome'
    threshold: 0
  }
  {
    name: 'quarantined-bodies'
    title: 'Something is in the quarantine'
    severity: 2
    text: 'Whoever has the webhook key sent bodies that are no events, or messages cannot be read. They are kept in the quarantine. If Stitchex has changed its format, every event is rejected from now on, and lost once Stitchex stops repeating it after 48 hours. This mail is repeated until the quarantine is empty.'
    window: 'PT15M'
    table: 'AppMetrics'
    query: '''
| where Name == 'stitchex.quarantine.items'
| summarize arg_max(TimeGenerated, Sum, ItemCount)
| project Value = Sum / ItemCount
'''
    threshold: 0
    repeatAfter: 'PT6H'
  }
  {
    name: 'not-found'
    title: 'More records than usual are not found'
    severity: 3
    text: 'Within the last hour the API had no record for a clearly larger share of events than in the day before. Those events are Completed as NotFound and nothing was delivered for them. Either records are deleted right after they change, or a path or the login\'s organisation is no longer right.'
    window: 'P1D'
    frequency: 'PT1H'
    table: 'AppMetrics'
    query: '''
| where Name == 'stitchex.event.completed'
| extend IsRecent = TimeGenerated > ago(1h), IsNotFound = tostring(Properties['stitchex.outcome']) == 'not_found'
| summarize Recent = sumif(Sum, IsRecent), RecentNotFound = sumif(Sum, IsRecent and IsNotFound), Before = sumif(Sum, not(IsRecent)), BeforeNotFound = sumif(Sum, not(IsRecent) and IsNotFound)
| where Recent >= 20
| project Value = 100.0 * RecentNotFound / Recent - iff(Before > 0, 100.0 * BeforeNotFound / Before, 0.0)
'''
    threshold: notFoundPoints
  }
  {
    name: 'lost-webhooks'
    title: 'Records differ, and no webhook told of it'
    severity: 2
    text: 'A reconciliation compared Stitchex with what was delivered, and found records that differ, by Difference: missing, older, ahead or gone. Webhooks of them were lost, or came while the app was unavailable for more than 48 hours. Nothing is delivered until somebody looks at the findings of the job and has them delivered.'
    window: 'PT15M'
    table: 'AppMetrics'
    query: '''
| where Name == 'stitchex.reconcile.differences'
| summarize Value = sum(Sum) by Difference = tostring(Properties['stitchex.difference'])
'''
    dimension: 'Difference'
    threshold: 0
  }
  {
    name: 'poison-queue'
    title: 'The host moved messages to the poison queue'
    severity: 3
    text: 'Messages were moved to the poison queue after five failed tries: the app crashed on them, or storage was unavailable. They were returned automatically and will be tried again, so nothing is lost; if it goes on, something kills the process.'
    window: 'PT15M'
    table: 'AppTraces'
    query: '''
| where tostring(Properties.EventName) == 'PoisonReturned'
| summarize Value = sum(ItemCount)
'''
    threshold: 0
  }
  {
    name: 'server-errors'
    title: 'Requests fail on our side'
    severity: 1
    text: 'Requests failed with 5xx. Stitchex repeats a delivery for 48 hours, so nothing is lost yet; what still fails after that is.'
    window: 'PT15M'
    table: 'AppRequests'
    query: '''
| where toint(ResultCode) >= 500 and not(Url contains '/api/health')
| summarize Value = sum(ItemCount)
'''
    threshold: 4
  }
  {
    name: 'unauthorised-requests'
    title: 'Requests come without a valid key'
    severity: 2
    text: 'Many requests were rejected with 401. Either somebody is trying keys, or the key in Stitchex\'s webhook URL is no longer valid: then every event is rejected, and lost once Stitchex stops repeating it after 48 hours.'
    window: 'PT30M'
    table: 'AppRequests'
    query: '''
| where toint(ResultCode) == 401
| summarize Value = sum(ItemCount)
'''
    threshold: rejectedRequests - 1
  }
  {
    name: 'oldest-waiting-event'
    title: 'An event has waited for long'
    severity: 2
    text: 'The oldest event that is not done has waited longer than it should: processing is paused, Stitchex\'s API is down or rejects requests, or more comes in than the rate limit lets out. Nothing is lost; everything is late.'
    window: 'PT15M'
    table: 'AppMetrics'
    query: '''
| where Name == 'stitchex.event.oldest_waiting.age'
| summarize Value = max(Sum / ItemCount) / 60
'''
    threshold: oldestWaitingMinutes
  }
  {
    name: 'destination-interrupted'
    title: 'A destination accepts nothing'
    severity: 2
    text: 'The destination named as Destination is stopped, held back, or fails, and has accepted no change for longer than it should. Nothing is lost: its events wait, and other destinations and handlers are not held up. This mail is repeated until it accepts one again.'
    window: 'PT15M'
    table: 'AppMetrics'
    query: '''
| where Name == 'stitchex.destination.interruption.duration'
| summarize arg_max(TimeGenerated, Sum, ItemCount) by Destination = tostring(Properties['stitchex.destination'])
| project Destination, Value = Sum / ItemCount / 60
'''
    repeatAfter: 'PT6H'
    dimension: 'Destination'
    threshold: destinationMinutes
  }
  {
    name: 'login-rejected'
    title: 'Stitchex rejects the login'
    severity: 1
    text: 'Stitchex rejects the app\'s e-mail and password, or its access token, or does not make its organisation the current one: no record can be fetched. Events are still received and wait; nothing is lost, nothing is processed.'
    window: 'PT15M'
    table: 'AppTraces'
    query: '''
| where tostring(Properties.EventName) == 'LoginRejected'
| summarize Value = sum(ItemCount)
'''
    threshold: 0
  }
  {
    name: 'log-cap-reached'
    title: 'The daily cap on logs is reached'
    severity: 1
    text: 'The workspace has reached its daily cap and drops logs, metrics and traces until its next reset. The other alerts of this deployment that read them see nothing meanwhile. Somebody may be flooding the open URL, for which no key is needed. Events are still received and processed.'
    window: 'PT15M'
    table: '_LogOperation'
    query: '''
| where Category =~ 'Ingestion' and Detail contains 'OverQuota'
| summarize Value = count()
'''
    threshold: 0
    // It is logged once, when it happens: resolved by the next look, it would be reported as over hours before it is.
    repeatAfter: 'PT6H'
  }
]

var silence = [
  {
    name: 'no-events'
    title: 'No event has come for long'
    severity: 1
    text: 'Stitchex has not delivered a single event for the hours that were set. Either nothing changes there, or its webhook is switched off or points somewhere else. What it does not deliver within 48 hours is lost.'
    window: 'PT${noEventHours}H'
    frequency: 'PT1H'
    table: 'AppMetrics'
    query: '''
| where Name == 'stitchex.webhook.deliveries'
| where tostring(Properties['stitchex.outcome']) in ('accepted', 'duplicate')
| summarize Value = sum(Sum)
'''
    operator: 'LessThan'
    threshold: 1
  }
]

resource rule 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for alert in concat(always, noEventHours == 0 ? [] : silence): {
    name: '${namePrefix}-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Stitchex: ${alert.title}'
      description: '${alert.text} Runbook: ${runbook}#${alert.name}'
      severity: alert.severity
      enabled: true
      scopes: [workspace.id]
      windowSize: alert.window
      evaluationFrequency: alert.?frequency ?? 'PT15M'
      criteria: {
        allOf: [
          {
            query: '${tables[alert.table]}\n${alert.query}'
            metricMeasureColumn: 'Value'
            timeAggregation: 'Maximum'
            operator: alert.?operator ?? 'GreaterThan'
            threshold: alert.threshold
            dimensions: contains(alert, 'dimension')
              ? [
                  {
                    name: alert.?dimension
                    operator: 'Include'
                    values: ['*']
                  }
                ]
              : []
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      // What is stateful is mailed once, however long it lasts. What is not may be mailed again, and has no end that could be mailed.
      ...(contains(alert, 'repeatAfter')
        ? {
            autoMitigate: false
            muteActionsDuration: alert.?repeatAfter
          }
        : {
            autoMitigate: true
          })
      // The first deployment comes before the first telemetry, and with it before the tables.
      skipQueryValidation: true
      actions: {
        actionGroups: empty(emails) ? [] : [mail.id]
      }
    }
  }
]

// The same seen from outside: an app that does not even start sends no telemetry. Whether the plan has this metric is not
// documented; without it the rule stays silent, as it would without traffic.
resource platformErrors 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: '${namePrefix}-server-errors-seen-outside'
  location: 'global'
  tags: tags
  properties: {
    description: 'The platform failed requests with 5xx; if there is no word of it in the log, the app does not start. Stitchex repeats a delivery for 48 hours, so nothing is lost yet. Runbook: ${runbook}#server-errors'
    severity: 1
    enabled: true
    scopes: [site.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'server errors'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.Web/sites'
          metricName: 'Http5xx'
          operator: 'GreaterThan'
          threshold: 4
          timeAggregation: 'Total'
          skipMetricValidation: true
        }
      ]
    }
    autoMitigate: true
    actions: empty(emails)
      ? []
      : [
          {
            actionGroupId: mail.id
          }
        ]
  }
}
