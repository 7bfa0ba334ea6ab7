//! What may stand before a directory: HAProxy, nginx, stunnel, and a device that minds the size of hellos.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;

use crate::ports::free_port;

/// One running proxy; it ends when dropped.
pub(super) struct Front {
    child: Child,
    /// Where it listens, on 127.0.0.1.
    pub(super) port: u16,
    _folder: TempDir,
}

impl Front {
    /// HAProxy; `PORT` in the lines stands for where it listens, `FOLDER` for where `files` are.
    pub(super) fn haproxy(lines: &str, files: &[(&str, String)]) -> Self {
        let head = "defaults\n mode tcp\n timeout connect 2s\n timeout client 30s\n timeout server 30s\n";
        Self::start(&format!("{head}listen all\n{lines}"), files, |file| {
            let mut command = Command::new("haproxy");
            command.args(["-db", "-f"]).arg(file);
            command
        })
    }

    /// nginx with its stream module; the lines stand inside `stream { }`.
    pub(super) fn nginx(lines: &str, files: &[(&str, String)]) -> Self {
        let head = "daemon off;\nmaster_process off;\npid FOLDER/pid;\nerror_log FOLDER/log;\n\
            include /etc/nginx/modules-enabled/*.conf;\nevents { }\n";
        Self::start(&format!("{head}stream {{\n{lines}\n}}\n"), files, |file| {
            let mut command = Command::new("nginx");
            command.arg("-c").arg(file);
            command
        })
    }

    /// stunnel before a plain port.
    pub(super) fn stunnel(plain_port: u16, files: &[(&str, String)]) -> Self {
        let lines = format!(
            "foreground = yes\npid =\n[all]\naccept = 127.0.0.1:PORT\nconnect = 127.0.0.1:{plain_port}\ncert = FOLDER/pem\n"
        );
        Self::start(&lines, files, |file| {
            let mut command = Command::new("stunnel4");
            command.arg(file);
            command
        })
    }

    fn start(text: &str, files: &[(&str, String)], command: impl Fn(&Path) -> Command) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        for (name, content) in files {
            fs::write(folder.path().join(name), content).unwrap();
        }
        let at = folder.path().to_str().unwrap();
        let file = folder.path().join("configuration");
        fs::write(&file, text.replace("PORT", &port.to_string()).replace("FOLDER", at)).unwrap();
        let mut command = command(&file);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut front =
            Self { child: child.unwrap_or_else(|error| panic!("{command:?}: {error}")), port, _folder: folder };
        let started = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(front.child.try_wait().unwrap().is_none(), "{command:?} ended");
            assert!(started.elapsed() < crate::watchdog::HANGS, "{command:?} does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        front
    }

    /// As a configured server.
    pub(super) fn ldaps(&self) -> String {
        format!("ldaps://127.0.0.1:{}", self.port)
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a device does to a connection whose first packet does not fit one segment.
#[derive(Debug, Clone, Copy)]
pub(super) enum Dislike {
    Close,
    Reset,
    Drop,
}

/// A device on the way that minds the size of hellos. It ends when dropped.
pub(super) struct Device {
    pub(super) port: u16,
    _runtime: tokio::runtime::Runtime,
}

impl Device {
    pub(super) fn new(dislike: Dislike, behind: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, dislike, behind));
            }
        });
        Self { port, _runtime: runtime }
    }
}

/// A port that leads each connection to a server by its number, counted from 0. It ends when dropped.
pub(super) struct Switch {
    pub(super) port: u16,
    _runtime: tokio::runtime::Runtime,
}

impl Switch {
    /// One server for the first connections, and another one from then on.
    pub(super) fn new(first: u16, connections: usize, then: u16) -> Self {
        Self::by(move |nth| if nth < connections { first } else { then })
    }

    /// The server that `behind` names; one that does not listen is a dead one.
    pub(super) fn by(behind: impl Fn(usize) -> u16 + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            for nth in 0.. {
                let Ok((mut client, _)) = listener.accept().await else { return };
                let behind = behind(nth);
                tokio::spawn(async move {
                    if let Ok(mut server) = TcpStream::connect(("127.0.0.1", behind)).await {
                        let _ = copy_bidirectional(&mut client, &mut server).await;
                    }
                });
            }
        });
        Self { port, _runtime: runtime }
    }
}

async fn pass(mut client: TcpStream, dislike: Dislike, behind: u16) {
    let mut first = [0; 4096];
    let Ok(len) = client.read(&mut first).await else { return };
    if len > 1460 {
        match dislike {
            Dislike::Close => {}
            Dislike::Reset => socket2::SockRef::from(&client).set_linger(Some(Duration::ZERO)).unwrap(),
            Dislike::Drop => while client.read(&mut first).await.is_ok_and(|len| len > 0) {},
        }
        return;
    }
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", behind)).await else { return };
    if server.write_all(&first[..len]).await.is_ok() {
        let _ = copy_bidirectional(&mut client, &mut server).await;
    }
}
