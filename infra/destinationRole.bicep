// What the app may do with a destination's queue, namespace or topic: send to it, and nothing else.

@description('The app\'s identity, by the id that a new one of the same name does not have.')
param principalId string

@description('The resource id of a storage queue, a Service Bus namespace or an Event Grid topic.')
param resourceId string

var parts = split(resourceId, '/')
var type = toLower('${parts[6]}/${parts[7]}')
var name = parts[8]
var isQueue = type == 'microsoft.storage/storageaccounts' && toLower(parts[?11] ?? '') == 'queues' && length(parts) == 13
var isBus = type == 'microsoft.servicebus/namespaces' && length(parts) == 9
var isTopic = type == 'microsoft.eventgrid/topics' && length(parts) == 9

var roleDefinition = 'Microsoft.Authorization/roleDefinitions'
var queueMessageSender = subscriptionResourceId(roleDefinition, 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a')
var busDataSender = subscriptionResourceId(roleDefinition, '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39')
var gridDataSender = subscriptionResourceId(roleDefinition, 'd5a91429-5739-47e2-a06b-3470a27159e7')

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = if (isQueue) {
  name: name

  resource queues 'queueServices' existing = {
    name: 'default'

    resource queue 'queues' existing = {
      name: parts[?12] ?? 'none'
    }
  }
}

resource bus 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = if (isBus) {
  name: name
}

resource topic 'Microsoft.EventGrid/topics@2025-02-15' existing = if (isTopic) {
  name: name
}

resource sendsToQueue 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (isQueue) {
  name: guid(resourceId, principalId, queueMessageSender)
  scope: account::queues::queue
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: queueMessageSender
  }
}

resource sendsToBus 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (isBus) {
  name: guid(resourceId, principalId, busDataSender)
  scope: bus
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: busDataSender
  }
}

resource sendsToTopic 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (isTopic) {
  name: guid(resourceId, principalId, gridDataSender)
  scope: topic
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: gridDataSender
  }
}

@description('What the resource is.')
output kind string = isQueue || isBus || isTopic
  ? type
  : fail('destinationResources takes ids of storage queues, Service Bus namespaces and Event Grid topics.')
