// The app's settings, name for name as its options classes spell them; a test holds the two together. What is not given is
// not set, and the app's own default holds. Durations are written days.hours:minutes:seconds.

@export()
@sealed()
@description('Stitchex:Api. Its secrets are parameters of their own.')
type apiSettings = {
  @description('Id of the Stitchex organisation whose records are received. One deployment serves one organisation.')
  @minValue(1)
  OrganisationId: int

  @description('E-mail address of the Stitchex user that the app signs in as. Not needed for an access token.')
  Email: string?

  @description('Base address of the Stitchex API.')
  BaseAddress: string?

  FetchTimeout: string?
  RequestTimeout: string?
  RequestsPerMinute: int?
  MaxConcurrentRequests: int?
  MaxResponseBytes: int?
}

@export()
@sealed()
@description('Stitchex:Processing.')
type processingSettings = {
  RetryDelay: string?
  MaxRetryDelay: string?
  MaxRetryAfter: string?
  MaxFailureRetryAfter: string?
  LagWindow: string?
  SecondLook: string?
  VerifyDeletes: bool?
  RetryWindow: string?
  HandlerTimeout: string?
  LeaseDuration: string?
  LockedRecordDelay: string?
  MaxThrottleWait: string?
  PauseDelay: string?
  PauseCacheTime: string?
  CrashDelay: string?
  MaxCrashes: int?
  OverdueThreshold: string?
  ResendInterval: string?
  PoisonRetryDelay: string?
  IgnoredPaths: string[]?
}

@export()
@sealed()
@description('Stitchex:Retention.')
type retentionSettings = {
  @description('Days that events are kept which need no attention.')
  @minValue(7)
  @maxValue(3650)
  Days: int?
  @description('Days that quarantined bodies and messages are kept which nobody removes.')
  @minValue(7)
  @maxValue(3650)
  QuarantineDays: int?
}

@export()
@sealed()
@description('Stitchex:Reconcile.')
type reconcileSettings = {
  @description('When to compare, as an NCRONTAB expression in UTC, such as 0 0 2 * * *.')
  Schedule: string?
  @description('The resources to compare; all that are known unless given.')
  Resources: string[]?
}

@export()
@sealed()
@description('Stitchex:Telemetry.')
type telemetrySettings = {
  @description('Share of traces that is exported, from 0 to 1; written as text, for Bicep knows no fractions.')
  TraceRatio: string?
}

@export()
@sealed()
@description('Stitchex:Resources:<name>.')
type resourceSettings = {
  Path: string?
  Key: string?
  Aliases: string[]?
  Numbers: string?
}

@export()
@sealed()
@description('Stitchex:Destinations:<name>. What is secret is given as a Key Vault reference.')
type destinationSettings = {
  Type: ('Webhook' | 'StorageQueue' | 'ServiceBus' | 'EventGrid')?
  Resources: string[]?
  Actions: string[]?
  Content: ('Record' | 'Reference')?
  Script: string?
  Address: string?
  ConnectionString: string?
  Queue: string?
  Key: string?
  Secret: string?
  PreviousSecret: string?
  Timeout: string?
  AllowPrivateAddresses: bool?
}

@description('Whether a setting is a list, which takes one app setting for each of its items.')
func isList(name string) bool => contains(['IgnoredEvents', 'IgnoredPaths', 'Aliases', 'Resources', 'Actions'], name)

@description('The app settings of one section. What is empty is not set.')
@export()
#disable-next-line use-user-defined-types // Any of the types above: the language has no other word for that.
func appSettingsOf(section string, values object) { *: string } =>
  toObject(
    flatten(map(
      filter(items(values), item => item.value != null && item.value != ''),
      item =>
        isList(item.key)
          ? map(range(0, length(item.value)), i => {
              name: '${section}__${item.key}__${i}'
              value: item.value[i]
            })
          : [
              {
                name: '${section}__${item.key}'
                value: string(item.value)
              }
            ]
    )),
    setting => setting.name,
    setting => setting.value
  )

@description('The app settings of all resources.')
@export()
func resourceAppSettingsOf(resources { *: resourceSettings }) { *: string } =>
  reduce(
    map(items(resources), item => appSettingsOf('Stitchex__Resources__${item.key}', item.value)),
    {},
    (all, next) => union(all, next)
  )

@description('The app settings of all destinations.')
@export()
func destinationAppSettingsOf(destinations { *: destinationSettings }) { *: string } =>
  reduce(
    map(items(destinations), item => appSettingsOf('Stitchex__Destinations__${item.key}', item.value)),
    {},
    (all, next) => union(all, next)
  )

@description('The app settings of your own handlers. What is the receiver\'s or the platform\'s is set by other parameters only.')
@export()
func handlerAppSettingsOf(values { *: string }) { *: string } =>
  toObject(items(values), item => handlerSettingName(replace(item.key, ':', '__')), item => item.value)

func handlerSettingName(name string) string =>
  empty(filter(reservedNames, start => startsWith(name, start)))
    ? name
    : fail('handlerSettings and handlerSecretNames are for your own handlers: ${name} is the receiver\'s or the platform\'s.')

// Compared without regard to case.
var reservedNames = [
  'Stitchex__'
  'AzureWebJobs'
  'AzureFunctions'
  'FUNCTIONS_'
  'WEBSITE_'
  'APPLICATIONINSIGHTS_'
  'Logging__'
]
