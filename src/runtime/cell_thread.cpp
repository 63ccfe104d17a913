#include "runtime/cell_thread.hpp"

#include <pthread.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>

namespace swarmdesk::runtime {

class CellThread::Impl {
public:
    explicit Impl(const std::string& name)
        : executor_(context_.get_executor()), work_(context_.get_executor()), thread_([this] { context_.run(); })
    {
        pthread_setname_np(thread_.native_handle(), name.substr(0, 15).c_str());
    }
    ~Impl() { stop(); }

    const boost::asio::any_io_executor& executor() const { return executor_; }
    void stop()
    {
        work_.reset();
        if (thread_.joinable()) thread_.join();
    }

private:
    boost::asio::io_context context_{1};
    boost::asio::any_io_executor executor_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::thread thread_;
};

CellThread::CellThread(const std::string& name) : impl_(std::make_unique<Impl>(name)) {}
CellThread::~CellThread() = default;
const boost::asio::any_io_executor& CellThread::executor() const { return impl_->executor(); }
void CellThread::stop() { impl_->stop(); }

}  // namespace swarmdesk::runtime
