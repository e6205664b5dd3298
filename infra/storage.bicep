import { eventQueues, eventTables, packageContainer, recordContainer } from 'names.bicep'

param name string
param location string
param tags { *: string }
param sku string
param isPrivate bool
param isLocked bool
param workspaceName string
param logs string[]

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

resource storageAccount 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: sku
  }
  properties: {
    // A key would open everything and leave no trace of who used it; only identities with a role get in.
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
  }

  resource tables 'tableServices' = {
    name: 'default'

    resource table 'tables' = [
      for tableName in eventTables: {
        name: tableName
      }
    ]
  }

  resource queues 'queueServices' = {
    name: 'default'

    resource queue 'queues' = [
      for queueName in eventQueues: {
        name: queueName
      }
    ]
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      // A week to notice a container deleted by mistake. Single blobs are not kept: a record is overwritten with each
      // of its changes, every old version would be paid for, and Stitchex still has the record.
      containerDeleteRetentionPolicy: {
        enabled: true
        days: 7
      }
    }

    resource container 'containers' = [
      for containerName in [recordContainer, packageContainer]: {
        name: containerName
      }
    ]
  }
}

// Not of queues: each message is deleted by the host, and a row of the log would be written for it.
resource blobLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: storageAccount::blobs
  properties: {
    workspaceId: workspace.id
    logs: map(logs, category => { category: category, enabled: true })
  }
}

resource tableLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: storageAccount::tables
  properties: {
    workspaceId: workspace.id
    logs: map(logs, category => { category: category, enabled: true })
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (isLocked) {
  name: 'keep'
  scope: storageAccount
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds events that were accepted and not yet processed, and the archive.'
  }
}
