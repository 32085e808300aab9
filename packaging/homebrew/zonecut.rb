# A template: packaging/formula.sh puts a release's names and sums into it.
class Zonecut < Formula
  desc "Make, check and undo DNS zone cuts across AWS accounts"
  homepage "https://github.com/@REPOSITORY@"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "https://github.com/@REPOSITORY@/releases/download/v@VERSION@/zonecut-@VERSION@-aarch64-apple-darwin.tar.gz"
      sha256 "@MAC_ARM@"
    end
    on_intel do
      url "https://github.com/@REPOSITORY@/releases/download/v@VERSION@/zonecut-@VERSION@-x86_64-apple-darwin.tar.gz"
      sha256 "@MAC_INTEL@"
    end
  end

  on_linux do
    on_arm do
      url "https://github.com/@REPOSITORY@/releases/download/v@VERSION@/zonecut-@VERSION@-aarch64-unknown-linux-musl.tar.gz"
      sha256 "@LINUX_ARM@"
    end
    on_intel do
      url "https://github.com/@REPOSITORY@/releases/download/v@VERSION@/zonecut-@VERSION@-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@LINUX_INTEL@"
    end
  end

  def install
    bin.install "zonecut"
    man1.install Dir["man/man1/*.1"]
    bash_completion.install "completions/zonecut.bash" => "zonecut"
    zsh_completion.install "completions/_zonecut"
    fish_completion.install "completions/zonecut.fish"
    doc.install "README.md", "CHANGELOG.md", "profiles.example.toml", "docs"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/zonecut --version")
    assert_match "team-a.example.com.", shell_output("#{bin}/zonecut --demo zones --json")
  end
end
