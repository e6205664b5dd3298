// What the app finds in storage. It never creates any of it: a create on each start would slow down the first request.

@export()
var eventTables = ['StitchexEvents', 'StitchexEventLog']

// The poison queue is the host's, and has a trigger of ours: both need it to be there.
@export()
var eventQueues = ['stitchex-events', 'stitchex-events-poison']

@export()
var recordContainer = 'stitchex-records'

@export()
var packageContainer = 'deployment-package'
