/** Why this machine is not supported, in one line with advice; undefined when it is supported. */
export function checkPlatform({ platform, arch, report }) {
  if (platform === 'win32')
    return 'Windows is supported through WSL 2 only: open a Linux shell there and run the command again';
  if (!['linux', 'darwin'].includes(platform) || !['x64', 'arm64'].includes(arch)) {
    return `${platform} ${arch} is not supported: use Linux or macOS on x64 or arm64, or the containers of docker-compose.yml`;
  }
  if (platform === 'linux' && !usesGlibc(report)) {
    return 'this Linux has no glibc (Alpine?), which the PostgreSQL and Temporal programs need: use a Debian, Ubuntu or Fedora based system';
  }
  return undefined;
}

function usesGlibc(report) {
  return report?.getReport().header.glibcVersionRuntime !== undefined;
}
