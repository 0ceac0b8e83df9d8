// Loaded into a child with `--import`: asks it to stop when the process that started it is gone, however it went.
if (process.channel) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
