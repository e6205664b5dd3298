// All that the app may do. Wide roles stand here and nowhere else.
//
// Assignments are named after the principal: one of an identity that was deleted cannot be changed to its successor's, so that the
// deployment would fail on the old name.
//
// Keys, packages and data share one account, and host and handlers one identity, on purpose. Both run in one container, and Azure hands
// the tokens of every identity that the app has to every process in it: with a second account and identity for the host, code in a handler
// would ask for that one by its id. Whoever can put code into a handler can read keys and replace the package; SECURITY.md says so.

import { eventQueues, eventTables } from 'names.bicep'

@description('The app\'s identity, by the id that a new one of the same name does not have.')
param principalId string

param storageAccountName string
param vaultName string
param applicationInsightsName string

var roleDefinition = 'Microsoft.Authorization/roleDefinitions'
var blobDataOwner = subscriptionResourceId(roleDefinition, 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b')
var queueDataContributor = subscriptionResourceId(roleDefinition, '974c5e8b-45b9-4653-ba55-5f855dd0fb88')
var tableDataContributor = subscriptionResourceId(roleDefinition, '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3')
var vaultSecretsUser = subscriptionResourceId(roleDefinition, '4633458b-17de-408a-b874-0445c86b69e6')
var metricsPublisher = subscriptionResourceId(roleDefinition, '3913510d-42f4-4e42-8a64-420c390055eb')

resource storageAccount 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageAccountName

  resource tables 'tableServices' existing = {
    name: 'default'

    resource table 'tables' existing = [
      for tableName in eventTables: {
        name: tableName
      }
    ]
  }

  resource queues 'queueServices' existing = {
    name: 'default'

    resource queue 'queues' existing = [
      for queueName in eventQueues: {
        name: queueName
      }
    ]
  }
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

// The whole account, because the host lists containers and creates its own for keys, locks and timers. It covers the
// records and the deployment package as well: the host hands its identity to the app anyway.
resource blobsOfTheAccount 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storageAccount.id, principalId, blobDataOwner)
  scope: storageAccount
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: blobDataOwner
  }
}

// Reader and Message Processor would not do: putting a failed message back is an update, moving it to poison an add.
resource eachQueue 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queueName, i) in eventQueues: {
    name: guid(storageAccount::queues::queue[i].id, principalId, queueDataContributor)
    scope: storageAccount::queues::queue[i]
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: queueDataContributor
    }
  }
]

// Our tables alone. The host would like tables of its own for its diagnostic events; refused, it logs one warning at the
// start and does without. The same events reach Application Insights.
resource eachTable 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (tableName, i) in eventTables: {
    name: guid(storageAccount::tables::table[i].id, principalId, tableDataContributor)
    scope: storageAccount::tables::table[i]
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: tableDataContributor
    }
  }
]

// The vault, not the secret: the secret may be put there by hand after the first deployment, and so may those of handlers.
resource secretsOfTheVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, vaultSecretsUser)
  scope: vault
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: vaultSecretsUser
  }
}

resource telemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(applicationInsights.id, principalId, metricsPublisher)
  scope: applicationInsights
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: metricsPublisher
  }
}
