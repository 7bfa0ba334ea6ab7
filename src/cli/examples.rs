//! What is typed most, command by command: the end of `--help`, and of the man pages.

pub(super) const CHECK: &str = "Examples:
  ucdoctor check ldaps://dc1.corp.example
      one server, without any configuration
  ucdoctor check -o text -o json=report.json -o html=report.html
      the configuration of this folder, on the screen and in two files
  ucdoctor check -c 'clusters/*.toml' -o json=reports/ -o junit=all.xml
      every configuration of a folder, in one list
  ucdoctor check --baseline yesterday.json -o json=today.json
      exit with 1 only for what is new
  ucdoctor check --only identity --what-if-filter '(department=Sales)'
      whom another filter would add or leave out
  ucdoctor check --replay report.json -o ticket --owner directory
      a ticket of a saved report, without any network

Files:
  ./ucdoctor.toml, and what it names; paths in it are relative to it";

pub(super) const ACCEPT: &str = "Examples:
  ucdoctor accept 3 --until 2027-03-31 --reason 'moves to the new CA in March'
      finding 3 of the report that was just shown
  ucdoctor accept 1 last.json --until 2027-03-31 --reason 'rebuilt next year' --owner 'directory team'
      finding 1 of a saved report, for the servers and stores it names there";

pub(super) const QUERIES: &str = "Examples:
  ucdoctor queries trust
      how to export the certificates that the nodes trust
  ucdoctor queries missing
      what the configuration of this folder lacks
  ucdoctor queries --node cups1
      what to type on that node, whose session is then read";

pub(super) const WHY: &str = "Examples:
  ucdoctor why jdoe
      one person, step by step
  ucdoctor why jdoe --ask-password
      the person's own password too, once, if that cannot lock the account
  ucdoctor why jdoe --problem-report report.zip
      with the problem report of the person's client";

pub(super) const COMPARE: &str = "Examples:
  ucdoctor compare cucm.json cups.json
      reports of two places (each by `ucdoctor check --vantage NAME -o json=FILE`)
  ucdoctor compare cucm.json cups.json -o html=both.html";

pub(super) const DIFF: &str = "Examples:
  ucdoctor diff monday.json tuesday.json
      what is fixed, new, and the same";

pub(super) const READ: &str = "Examples:
  ucdoctor read problem-report.zip
  ucdoctor read csf-unified.log security-tomcat.log -v";

pub(super) const EXPLAIN: &str = "Examples:
  ucdoctor explain ca-missing
  ucdoctor explain 1
      the page of finding 1 of the report that was shown last
  ucdoctor explain 2 report.json
      finding 2 of a saved report, and its page";

pub(super) const INIT: &str = "Examples:
  ucdoctor init
  ucdoctor init corp.example
      the servers of the domain's SRV records
  ucdoctor init ldaps://dc1.corp.example -c berlin.toml
  ucdoctor init --nodes cucm-pub,cups1 --ssh-user admin --ask-password
      what the nodes themselves say, so that a check needs no export";

pub(super) const DEMO: &str = "Examples:
  ucdoctor demo
  ucdoctor demo --list
  ucdoctor demo path-blocked -o html=path.html";

pub(super) const COMPLETIONS: &str = "Examples:
  source <(ucdoctor completions bash)
      in ~/.bashrc; or once, as root:
  ucdoctor completions bash > /etc/bash_completion.d/ucdoctor
  ucdoctor completions zsh > ~/.zfunc/_ucdoctor
  ucdoctor completions fish > ~/.config/fish/completions/ucdoctor.fish";

pub(super) const MAN: &str = "Examples:
  ucdoctor man | man -l -
  ucdoctor man check > /usr/local/share/man/man1/ucdoctor-check.1";
