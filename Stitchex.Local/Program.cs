return await Stitchex.Local.Commands.LocalCommandLine.RunAsync(args);
