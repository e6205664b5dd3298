import { eventQueues, eventTables, packageContainer, recordContainer } from 'names.bicep'

param name string
param location string
param tags { *: string }
param sku string
param isPrivate bool

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
