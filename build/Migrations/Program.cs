return; // dotnet-ef only loads this program.
